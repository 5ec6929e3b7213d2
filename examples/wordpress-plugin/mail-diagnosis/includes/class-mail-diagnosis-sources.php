<?php
/**
 * Finds the site's mail settings where plugins and snippets keep them.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * Gives each place's settings in the form in which they stand there, so that what mailmend says fits what the
 * administrator sees. A password leaves as its shape only; one that a plugin has stored is never even decrypted.
 */
final class Mail_Diagnosis_Sources {

	/**
	 * Constants that snippets with the hook `phpmailer_init` use.
	 */
	const SNIPPET = array( 'SMTP_HOST', 'SMTP_PORT', 'SMTP_SECURE', 'SMTP_AUTH', 'SMTP_USER', 'SMTP_USERNAME', 'SMTP_PASS', 'SMTP_PASSWORD', 'SMTP_FROM' );

	/**
	 * The constants of WP Mail SMTP, and where its option has the same.
	 *
	 * @see https://wpmailsmtp.com/docs/how-to-secure-smtp-settings-by-using-constants/
	 */
	const WP_MAIL_SMTP = array(
		'WPMS_MAIL_FROM'    => array( 'mail', 'from_email' ),
		'WPMS_MAILER'       => array( 'mail', 'mailer' ),
		'WPMS_SMTP_HOST'    => array( 'smtp', 'host' ),
		'WPMS_SMTP_PORT'    => array( 'smtp', 'port' ),
		'WPMS_SSL'          => array( 'smtp', 'encryption' ),
		'WPMS_SMTP_AUTH'    => array( 'smtp', 'auth' ),
		'WPMS_SMTP_USER'    => array( 'smtp', 'user' ),
		'WPMS_SMTP_PASS'    => array( 'smtp', 'pass' ),
		'WPMS_SMTP_AUTOTLS' => array( 'smtp', 'autotls' ),
	);

	/**
	 * All places that hold mail settings.
	 *
	 * @return array[] Each { @type string $label @type string $note @type string $text @type string $form @type string $stack }.
	 */
	public static function all() {
		$sources = array_merge( self::wp_mail_smtp(), self::fluent_smtp(), self::snippet() );
		if ( ! $sources ) {
			$sources = self::last_used();
		}
		/**
		 * Filters the places with mail settings, so that a mail plugin can add its own. Passwords have to be masked,
		 * with Mail_Diagnosis_Redaction::shape() for instance.
		 *
		 * @param array[] $sources Each with label, note, text, form (`php`, `json` …) and stack (`wordpress`, `phpmailer` …).
		 */
		$sources = apply_filters( 'mail_diagnosis_sources', $sources );
		$none    = array_fill_keys( array( 'label', 'note', 'text', 'form', 'stack' ), '' );
		return array_map(
			static function ( $source ) use ( $none ) {
				return array_map( 'strval', array_intersect_key( array_merge( $none, (array) $source ), $none ) );
			},
			is_array( $sources ) ? array_values( $sources ) : array()
		);
	}

	/**
	 * Secrets that this site holds: what must not stand in anything that is stored.
	 *
	 * @return string[]
	 */
	public static function secrets() {
		$constants = get_defined_constants( true );
		$secrets   = array();
		foreach ( isset( $constants['user'] ) ? $constants['user'] : array() as $name => $value ) {
			$mail = preg_match( '/SMTP|MAIL|WPMS/', $name );
			if ( is_string( $value ) && preg_match( '/PASS|PWD|SECRET|TOKEN|SALT|KEY$/', $name ) && strlen( $value ) >= ( $mail ? 4 : 8 ) ) {
				$secrets[] = $value;
			}
		}
		$options   = self::option( 'wp_mail_smtp' );
		$secrets[] = isset( $options['smtp']['pass'] ) ? $options['smtp']['pass'] : '';
		foreach ( self::connections() as $connection ) {
			$secrets[] = isset( $connection['password'] ) ? $connection['password'] : '';
		}
		return array_filter( $secrets, 'is_string' );
	}

	/**
	 * WP Mail SMTP: its option, and above it the constants of wp-config.php.
	 *
	 * @return array[]
	 */
	private static function wp_mail_smtp() {
		$settings  = self::option( 'wp_mail_smtp' );
		$constants = defined( 'WPMS_ON' ) && WPMS_ON && self::may_see_constants() ? self::defined( array_keys( self::WP_MAIL_SMTP ) ) : array();
		if ( ! $settings && ! $constants ) {
			return array();
		}
		$note = array();
		if ( ! self::active( array( 'wp-mail-smtp/wp_mail_smtp.php', 'wp-mail-smtp-pro/wp_mail_smtp.php' ) ) ) {
			$note[] = __( 'The plugin is not active, so WordPress does not use these.', 'mail-diagnosis' );
		}
		if ( ! $settings ) {
			$note[] = __( 'These are constants, in wp-config.php for instance.', 'mail-diagnosis' );
			return array( self::php( 'WP Mail SMTP', $constants, $note ) );
		}
		$kept = array();
		foreach ( self::WP_MAIL_SMTP as $name => list( $group, $key ) ) {
			if ( array_key_exists( $name, $constants ) ) {
				$kept[ $group ][ $key ] = 'pass' === $key ? Mail_Diagnosis_Redaction::shape( $constants[ $name ] ) : $constants[ $name ];
			} elseif ( isset( $settings[ $group ][ $key ] ) && is_scalar( $settings[ $group ][ $key ] ) ) {
				$kept[ $group ][ $key ] = 'pass' === $key ? self::hidden( $settings[ $group ][ $key ] ) : $settings[ $group ][ $key ];
			}
		}
		if ( $constants ) {
			$note[] = __( 'Some come from constants, which stand above what the settings page of the plugin shows.', 'mail-diagnosis' );
		}
		$mailer = isset( $kept['mail']['mailer'] ) ? (string) $kept['mail']['mailer'] : 'mail';
		if ( 'smtp' !== $mailer ) {
			return array( self::other( 'WP Mail SMTP', $mailer, $note ) );
		}
		return array( self::json( 'WP Mail SMTP', $kept, $note ) );
	}

	/**
	 * FluentSMTP: each of its connections.
	 *
	 * @return array[]
	 */
	private static function fluent_smtp() {
		$note = array();
		if ( ! self::active( array( 'fluent-smtp/fluent-smtp.php' ) ) ) {
			$note[] = __( 'The plugin is not active, so WordPress does not use these.', 'mail-diagnosis' );
		}
		$sources = array();
		foreach ( self::connections() as $connection ) {
			$provider = isset( $connection['provider'] ) && is_string( $connection['provider'] ) ? $connection['provider'] : '';
			if ( 'smtp' !== $provider ) {
				$sources[] = self::other( 'FluentSMTP', $provider, $note );
				continue;
			}
			$kept = array_intersect_key( $connection, array_flip( array( 'sender_email', 'host', 'port', 'encryption', 'auto_tls', 'auth', 'username', 'password' ) ) );
			$kept = array_filter( $kept, 'is_scalar' );
			if ( isset( $connection['key_store'] ) && 'wp_config' === $connection['key_store'] ) {
				$constants        = self::may_see_constants() ? self::defined( array( 'FLUENTMAIL_SMTP_USERNAME', 'FLUENTMAIL_SMTP_PASSWORD' ) ) : array();
				$kept['username'] = isset( $constants['FLUENTMAIL_SMTP_USERNAME'] ) ? $constants['FLUENTMAIL_SMTP_USERNAME'] : Mail_Diagnosis_Redaction::MASK;
				$kept['password'] = isset( $constants['FLUENTMAIL_SMTP_PASSWORD'] ) ? Mail_Diagnosis_Redaction::shape( $constants['FLUENTMAIL_SMTP_PASSWORD'] ) : Mail_Diagnosis_Redaction::MASK;
			} elseif ( isset( $kept['password'] ) ) {
				$kept['password'] = self::hidden( $kept['password'] );
			}
			$sources[] = self::json( 'FluentSMTP', $kept, $note );
		}
		return $sources;
	}

	/**
	 * Constants that a snippet uses.
	 *
	 * @return array[]
	 */
	private static function snippet() {
		$constants = self::may_see_constants() ? self::defined( self::SNIPPET ) : array();
		if ( ! isset( $constants['SMTP_HOST'] ) ) {
			return array();
		}
		return array( self::php( __( 'Constants, in wp-config.php for instance', 'mail-diagnosis' ), $constants, array() ) );
	}

	/**
	 * What WordPress used when a mail last failed: all there is to go by when settings stand in code.
	 *
	 * @return array[]
	 */
	private static function last_used() {
		foreach ( Mail_Diagnosis_Failures::all() as $failure ) {
			if ( 'smtp' === $failure['mailer'] && '' !== $failure['host'] ) {
				$text = sprintf( "\$mail->Host = %s;\n\$mail->Port = %d;\n\$mail->SMTPSecure = %s;\n", self::quoted( $failure['host'] ), $failure['port'], self::quoted( $failure['secure'] ) );
				return array(
					array(
						'label' => __( 'In use when a mail last failed', 'mail-diagnosis' ),
						'note'  => __( 'They are set in code, by a theme or a plugin.', 'mail-diagnosis' ),
						'text'  => $text,
						'form'  => 'php',
						'stack' => 'phpmailer',
					),
				);
			}
		}
		return array();
	}

	/**
	 * Settings as constants.
	 *
	 * @param string   $label     The place.
	 * @param array    $constants Names and values.
	 * @param string[] $note      Remarks.
	 * @return array
	 */
	private static function php( $label, array $constants, array $note ) {
		$lines = array();
		foreach ( $constants as $name => $value ) {
			$value   = preg_match( '/PASS/', $name ) ? Mail_Diagnosis_Redaction::shape( $value ) : $value;
			$shown   = is_string( $value ) ? self::quoted( $value ) : wp_json_encode( $value );
			$lines[] = sprintf( "define( '%s', %s );\n", $name, $shown );
		}
		return array(
			'label' => $label,
			'note'  => implode( ' ', $note ),
			'text'  => implode( '', $lines ),
			'form'  => 'php',
			'stack' => 'wordpress',
		);
	}

	/**
	 * Settings as an option holds them.
	 *
	 * @param string   $label    The place.
	 * @param array    $settings The settings.
	 * @param string[] $note     Remarks.
	 * @return array
	 */
	private static function json( $label, array $settings, array $note ) {
		return array(
			'label' => $label,
			'note'  => implode( ' ', $note ),
			'text'  => (string) wp_json_encode( $settings, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ),
			'form'  => 'json',
			'stack' => 'wordpress',
		);
	}

	/**
	 * A place that sends by other means than SMTP: there is nothing to check.
	 *
	 * @param string   $label  The place.
	 * @param string   $mailer What it sends with.
	 * @param string[] $note   Remarks.
	 * @return array
	 */
	private static function other( $label, $mailer, array $note ) {
		/* translators: %s: short name of a way to send mail, such as "gmail" or "sendgrid". */
		array_unshift( $note, sprintf( __( 'Sends with its mailer "%s", which has no SMTP settings.', 'mail-diagnosis' ), $mailer ) );
		return array(
			'label' => $label,
			'note'  => implode( ' ', $note ),
			'text'  => '',
			'form'  => '',
			'stack' => '',
		);
	}

	/**
	 * The connections of FluentSMTP.
	 *
	 * @return array[]
	 */
	private static function connections() {
		$settings    = self::option( 'fluentmail-settings' );
		$connections = isset( $settings['connections'] ) && is_array( $settings['connections'] ) ? $settings['connections'] : array();
		return array_filter( wp_list_pluck( array_filter( $connections, 'is_array' ), 'provider_settings' ), 'is_array' );
	}

	/**
	 * An option that is an array.
	 *
	 * @param string $name Its name.
	 * @return array
	 */
	private static function option( $name ) {
		$value = get_option( $name, array() );
		return is_array( $value ) ? $value : array();
	}

	/**
	 * Those of the constants that exist and have a simple value.
	 *
	 * @param string[] $names Their names.
	 * @return array
	 */
	private static function defined( array $names ) {
		$values = array();
		foreach ( $names as $name ) {
			if ( defined( $name ) && is_scalar( constant( $name ) ) ) {
				$values[ $name ] = constant( $name );
			}
		}
		return $values;
	}

	/**
	 * A stored password: plugins encrypt it, so its shape tells nothing.
	 *
	 * @param mixed $secret What is stored.
	 * @return string
	 */
	private static function hidden( $secret ) {
		return '' === (string) $secret ? '' : Mail_Diagnosis_Redaction::MASK;
	}

	/**
	 * A string as PHP writes it.
	 *
	 * @param string $value The string.
	 * @return string
	 */
	private static function quoted( $value ) {
		return "'" . addcslashes( $value, "\\'" ) . "'";
	}

	/**
	 * Whether one of the plugins is active.
	 *
	 * @param string[] $plugins Their main files.
	 * @return bool
	 */
	private static function active( array $plugins ) {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		return (bool) array_filter( $plugins, 'is_plugin_active' );
	}

	/**
	 * On a network, constants belong to all sites: only those who run the network see them.
	 *
	 * @return bool
	 */
	private static function may_see_constants() {
		return ! is_multisite() || current_user_can( 'manage_network_options' );
	}
}
