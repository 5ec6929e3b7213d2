<?php
/**
 * Removes what the plugin has stored, on every site of a network.
 *
 * @package Mail_Diagnosis
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Removes what the plugin has stored on the current site.
 */
function mail_diagnosis_uninstall_site() {
	delete_option( 'mail_diagnosis_failures' );
	delete_option( 'mail_diagnosis_options' );
	wp_clear_scheduled_hook( 'mail_diagnosis_prune' );
}

if ( is_multisite() ) {
	$mail_diagnosis_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $mail_diagnosis_sites as $mail_diagnosis_site ) {
		switch_to_blog( $mail_diagnosis_site );
		mail_diagnosis_uninstall_site();
		restore_current_blog();
	}
} else {
	mail_diagnosis_uninstall_site();
}

// What an action left for the next page of each user.
delete_metadata( 'user', 0, 'mail_diagnosis_notice', '', true );
