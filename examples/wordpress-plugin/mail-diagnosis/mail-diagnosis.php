<?php
/**
 * Plugin Name:       Mail Diagnosis
 * Description:       Tells why WordPress could not send a mail, and the steps that mend it, in your own browser.
 * Version:           0.1.0
 * Requires at least: 6.2
 * Requires PHP:      7.4
 * Author:            The mailmend authors
 * License:           MIT
 * License URI:       https://opensource.org/license/mit/
 * Text Domain:       mail-diagnosis
 * Domain Path:       /languages
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

define( 'MAIL_DIAGNOSIS_VERSION', '0.1.0' );
define( 'MAIL_DIAGNOSIS_FILE', __FILE__ );

require_once __DIR__ . '/includes/class-mail-diagnosis-redaction.php';
require_once __DIR__ . '/includes/class-mail-diagnosis-failures.php';
require_once __DIR__ . '/includes/class-mail-diagnosis-recorder.php';
require_once __DIR__ . '/includes/class-mail-diagnosis-sources.php';
require_once __DIR__ . '/includes/class-mail-diagnosis-actions.php';
require_once __DIR__ . '/includes/class-mail-diagnosis-page.php';

Mail_Diagnosis_Failures::hook();
Mail_Diagnosis_Recorder::hook();

if ( is_admin() ) {
	Mail_Diagnosis_Actions::hook();
	Mail_Diagnosis_Page::hook();
}

register_deactivation_hook( __FILE__, array( 'Mail_Diagnosis_Failures', 'unschedule' ) );
