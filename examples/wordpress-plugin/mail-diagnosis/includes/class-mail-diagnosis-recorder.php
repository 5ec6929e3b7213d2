<?php
/**
 * Listens to WordPress sending mail.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps what `wp_mail_failed` says. "SMTP Error: Could not authenticate." hides the reason; only the conversation with
 * the server has it, so that is kept too where the administrator wants it, without the message and without secrets.
 */
final class Mail_Diagnosis_Recorder {

	/**
	 * Whether the conversation is kept whatever the options say: for a test mail.
	 *
	 * @var bool
	 */
	public static $testing = false;

	/**
	 * How long a test mail waits for the server, in seconds. PHPMailer's five minutes are too long for a person.
	 */
	const TEST_TIMEOUT = 15;

	/**
	 * The lines of the conversation.
	 *
	 * @var string[]
	 */
	private static $lines = array();

	/**
	 * Whether the message itself is on its way, which is not kept.
	 *
	 * @var bool
	 */
	private static $in_message = false;

	/**
	 * The PHPMailer that was told to report here, and what it was set to before.
	 *
	 * @var array|null
	 */
	private static $before = null;

	/**
	 * Registers the hooks.
	 */
	public static function hook() {
		// After every other plugin: what is seen is what is used.
		add_action( 'phpmailer_init', array( __CLASS__, 'begin' ), PHP_INT_MAX );
		add_action( 'wp_mail_succeeded', array( __CLASS__, 'end' ) );
		add_action( 'wp_mail_failed', array( __CLASS__, 'failed' ) );
	}

	/**
	 * Starts to listen, where that is wanted.
	 *
	 * @param PHPMailer\PHPMailer\PHPMailer $mailer Sends the mail.
	 */
	public static function begin( $mailer ) {
		self::end();
		self::$lines      = array();
		self::$in_message = false;
		if ( self::$testing && isset( $mailer->Timeout ) ) {
			$mailer->Timeout = min( (int) $mailer->Timeout, self::TEST_TIMEOUT ); // phpcs:ignore WordPress.NamingConventions.ValidVariableName.UsedPropertyNotSnakeCase -- PHPMailer's.
		}
		$options = Mail_Diagnosis_Failures::options();
		// phpcs:disable WordPress.NamingConventions.ValidVariableName.UsedPropertyNotSnakeCase -- PHPMailer's.
		// Somebody who debugs already is not disturbed.
		if ( ! ( self::$testing || $options['transcript'] ) || ! isset( $mailer->SMTPDebug ) || $mailer->SMTPDebug ) {
			return;
		}
		self::$before        = array( $mailer, $mailer->Debugoutput );
		$mailer->SMTPDebug   = 2; // What both sides say; PHPMailer itself hides credentials at this level.
		$mailer->Debugoutput = array( __CLASS__, 'line' );
		// phpcs:enable
	}

	/**
	 * Stops listening.
	 */
	public static function end() {
		if ( null === self::$before ) {
			return;
		}
		list( $mailer, $output ) = self::$before;
		// phpcs:disable WordPress.NamingConventions.ValidVariableName.UsedPropertyNotSnakeCase -- PHPMailer's.
		$mailer->SMTPDebug   = 0;
		$mailer->Debugoutput = $output;
		// phpcs:enable
		self::$before = null;
	}

	/**
	 * Takes a line of the conversation.
	 *
	 * @param string $line What was said.
	 */
	public static function line( $line ) {
		$line = rtrim( (string) $line );
		if ( preg_match( '/^SERVER -> CLIENT:/', $line ) ) {
			self::$in_message = (bool) preg_match( '/^SERVER -> CLIENT:\s*354\b/', $line );
		} elseif ( self::$in_message && preg_match( '/^CLIENT -> SERVER:/', $line ) ) {
			return;
		}
		// Enough for any log-in; a server that talks on and on fills no memory.
		if ( count( self::$lines ) < 200 ) {
			self::$lines[] = substr( $line, 0, 1000 );
		}
	}

	/**
	 * Keeps a failure.
	 *
	 * @param WP_Error $error What `wp_mail()` gave up with.
	 */
	public static function failed( $error ) {
		$known = self::mailer();
		self::end();
		if ( ! is_wp_error( $error ) ) {
			return;
		}
		$data    = $error->get_error_data();
		$data    = is_array( $data ) ? $data : array();
		$secrets = Mail_Diagnosis_Sources::secrets();
		if ( '' !== $known['secret'] ) {
			$secrets[] = $known['secret'];
		}
		Mail_Diagnosis_Failures::add(
			array(
				'time'       => time(),
				'count'      => 1,
				'message'    => Mail_Diagnosis_Redaction::text( $error->get_error_message(), $secrets ),
				'code'       => isset( $data['phpmailer_exception_code'] ) ? (int) $data['phpmailer_exception_code'] : 0,
				'to'         => self::recipients( isset( $data['to'] ) ? $data['to'] : array() ),
				'host'       => Mail_Diagnosis_Redaction::text( $known['host'], $secrets ),
				'port'       => $known['port'],
				'secure'     => $known['secure'],
				'mailer'     => $known['mailer'],
				'transcript' => Mail_Diagnosis_Redaction::text( implode( "\n", self::$lines ), $secrets ),
			)
		);
		self::$lines = array();
	}

	/**
	 * Whom the mail was for: at most three, shortened.
	 *
	 * @param mixed $to Addresses.
	 * @return string[]
	 */
	private static function recipients( $to ) {
		$to = is_array( $to ) ? array_filter( $to, 'is_string' ) : explode( ',', is_string( $to ) ? $to : '' );
		$to = array_map( array( 'Mail_Diagnosis_Redaction', 'text' ), array_map( 'trim', array_slice( $to, 0, 3 ) ) );
		return array_values( array_filter( $to ) );
	}

	/**
	 * How WordPress' PHPMailer was set up.
	 *
	 * @return array { @type string $mailer @type string $host @type int $port @type string $secure @type string $secret }
	 */
	private static function mailer() {
		global $phpmailer;
		$none  = array(
			'mailer' => '',
			'host'   => '',
			'port'   => 0,
			'secure' => '',
			'secret' => '',
		);
		$class = 'PHPMailer\PHPMailer\PHPMailer';
		if ( ! $phpmailer instanceof $class ) {
			return $none;
		}
		// phpcs:disable WordPress.NamingConventions.ValidVariableName.UsedPropertyNotSnakeCase -- PHPMailer's.
		$known = array(
			'mailer' => sanitize_key( $phpmailer->Mailer ),
			'secret' => (string) $phpmailer->Password,
		);
		if ( 'smtp' === $known['mailer'] ) {
			$known['host']   = (string) $phpmailer->Host;
			$known['port']   = (int) $phpmailer->Port;
			$known['secure'] = sanitize_key( $phpmailer->SMTPSecure );
		}
		// phpcs:enable
		return array_merge( $none, $known );
	}
}
