<?php
/**
 * What the buttons of the page do.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * Each action checks the capability and the nonce before it looks at anything else.
 */
final class Mail_Diagnosis_Actions {

	const NOTICE = 'mail_diagnosis_notice';

	/**
	 * Registers the actions.
	 */
	public static function hook() {
		add_action( 'admin_post_mail_diagnosis_test', array( __CLASS__, 'test' ) );
		add_action( 'admin_post_mail_diagnosis_clear', array( __CLASS__, 'clear' ) );
		add_action( 'admin_post_mail_diagnosis_options', array( __CLASS__, 'options' ) );
	}

	/**
	 * Sends a test mail.
	 */
	public static function test() {
		self::check( 'mail_diagnosis_test' );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- check() did.
		$to = isset( $_POST['to'] ) ? sanitize_email( wp_unslash( $_POST['to'] ) ) : '';
		if ( ! is_email( $to ) ) {
			self::back( 'address' );
		}
		Mail_Diagnosis_Recorder::$testing = true;
		/* translators: %s: name of the site. */
		$subject = sprintf( __( 'Test mail from %s', 'mail-diagnosis' ), wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ) );
		$sent    = wp_mail( $to, $subject, __( 'This mail was sent to see whether mail works. It does.', 'mail-diagnosis' ) );

		Mail_Diagnosis_Recorder::$testing = false;
		Mail_Diagnosis_Failures::flush();
		self::back( $sent ? 'sent' : 'failed' );
	}

	/**
	 * Forgets all failures.
	 */
	public static function clear() {
		self::check( 'mail_diagnosis_clear' );
		Mail_Diagnosis_Failures::clear();
		self::back( 'cleared' );
	}

	/**
	 * Stores what was chosen.
	 */
	public static function options() {
		self::check( 'mail_diagnosis_options' );
		// phpcs:disable WordPress.Security.NonceVerification.Missing -- check() did.
		$options = array(
			'transcript' => ! empty( $_POST['transcript'] ),
			'days'       => isset( $_POST['days'] ) ? absint( $_POST['days'] ) : 0,
		);
		// phpcs:enable
		$options['days'] = min( 365, max( 1, $options['days'] ) );
		update_option( Mail_Diagnosis_Failures::OPTIONS, $options, false );
		Mail_Diagnosis_Failures::prune();
		self::back( 'saved' );
	}

	/**
	 * What the last action left to say, once.
	 *
	 * @return array|null Type and text.
	 */
	public static function notice() {
		$key = get_user_meta( get_current_user_id(), self::NOTICE, true );
		if ( '' === $key ) {
			return null;
		}
		delete_user_meta( get_current_user_id(), self::NOTICE );
		$notices = array(
			'sent'    => array( 'success', __( 'WordPress handed the test mail over without an error. If it is not there in a few minutes, look into the spam folder, then for an answer with the subject "Undelivered Mail" and paste that below.', 'mail-diagnosis' ) ),
			'failed'  => array( 'error', __( 'The test mail could not be sent. The reason, and what to do, are below.', 'mail-diagnosis' ) ),
			'address' => array( 'error', __( 'Please enter the e-mail address that the test mail should go to.', 'mail-diagnosis' ) ),
			'cleared' => array( 'success', __( 'The failures are deleted.', 'mail-diagnosis' ) ),
			'saved'   => array( 'success', __( 'The options are saved.', 'mail-diagnosis' ) ),
		);
		return isset( $notices[ $key ] ) ? $notices[ $key ] : null;
	}

	/**
	 * Ends the request unless it is an administrator's own.
	 *
	 * @param string $action The action.
	 */
	private static function check( $action ) {
		if ( ! current_user_can( Mail_Diagnosis_Page::CAPABILITY ) ) {
			wp_die( esc_html__( 'Sorry, you are not allowed to do this.', 'mail-diagnosis' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action );
	}

	/**
	 * Goes back to the page, which then says how it went.
	 *
	 * @param string $notice What it says.
	 */
	private static function back( $notice ) {
		update_user_meta( get_current_user_id(), self::NOTICE, $notice );
		wp_safe_redirect( Mail_Diagnosis_Page::url() );
		exit;
	}
}
