<?php
/**
 * Takes secrets, and the names of people, out of what a mail server said.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * What is stored goes through here first. mailmend masks secrets once more in the browser, but a secret that was
 * stored is in every backup of the database.
 */
final class Mail_Diagnosis_Redaction {

	/**
	 * What stands in place of a secret.
	 */
	const MASK = '********';

	/**
	 * The longest text that is kept, in bytes.
	 */
	const MAX_BYTES = 8192;

	/**
	 * A text without secrets, with addresses shortened.
	 *
	 * @param string   $text    What was said.
	 * @param string[] $secrets Secrets that are known, such as the password in use.
	 * @return string
	 */
	public static function text( $text, array $secrets = array() ) {
		// Far more than is kept: a secret that this cuts in two stands beyond the last cut.
		$text = self::utf8( substr( (string) $text, 0, 8 * self::MAX_BYTES ) );
		foreach ( self::forms( $secrets ) as $form ) {
			$text = str_ireplace( $form, self::MASK, $text );
		}
		$patterns = array(
			// The payload of a log-in. Replies say "AUTH" too, in sentences and lists: a payload has neither.
			'/\b(AUTH[ \t]+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM)[ \t]+)[A-Za-z0-9+\/=_-]{6,}/i' => '$1' . self::MASK,
			// The payload on a line of its own, with a mark of the program before it.
			'/^([^\r\n]*(?:CLIENT -> SERVER:|>>>|C:)[ \t]*)[A-Za-z0-9+\/]{8,}={0,2}[ \t]*$/m' => '$1' . self::MASK,
			'/^[ \t]*[A-Za-z0-9+\/]{12,}={0,2}[ \t]*$/m' => self::MASK,
			// smtp://user:password@host.
			'/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:\/@]*:)[^\s\/]+@/i' => '$1' . self::MASK . '@',
			// Authorization: Bearer …; before the next, which would take "Bearer" for the secret.
			'/\b(Bearer|Basic)[ \t]+[A-Za-z0-9+\/=._-]{8,}/i' => '$1 ' . self::MASK,
			// password=…, "pass": "…", api_key: ….
			'/((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|authorization)["\']?[ \t]*(?:=>|=|:)[ \t]*["\']?)(?!\s)[^\s"\',;]{3,}/i' => '$1' . self::MASK,
			// Long runs with a digit are keys or identifiers, and never the reason.
			'/(?<![A-Za-z0-9+\/_-])(?=[A-Za-z+\/_=-]*[0-9])[A-Za-z0-9+\/_=-]{32,}/' => self::MASK,
		);
		foreach ( $patterns as $pattern => $by ) {
			$found = preg_replace( $pattern, $by, $text );
			// A text that cannot be searched is not kept.
			$text = null === $found ? '' : $found;
		}
		return trim( self::utf8( substr( self::addresses( $text ), 0, self::MAX_BYTES ) ) );
	}

	/**
	 * Every address in a text shortened: jane@example.com becomes j***@example.com. The domain stays, for it is often
	 * the reason.
	 *
	 * @param string $text The text.
	 * @return string
	 */
	public static function addresses( $text ) {
		$found = preg_replace( '/([\p{L}\p{N}])[\p{L}\p{N}.!#$%&\'*+\/=?^_`{|}~-]{0,63}@(?=[\p{L}\p{N}])/u', '$1***@', $text );
		return null === $found ? '' : $found;
	}

	/**
	 * The shape of a password: what mailmend can tell a mistake by, and nothing of what it says. A long one is a key,
	 * which is known by its beginning rather than its shape, and so is hidden altogether.
	 *
	 * @param string $secret The password.
	 * @return string
	 */
	public static function shape( $secret ) {
		$secret = (string) $secret;
		if ( '' === $secret ) {
			return '';
		}
		if ( strlen( $secret ) > 20 ) {
			return self::MASK;
		}
		return preg_replace(
			array( '/[a-z]/', '/[A-Z]/', '/[0-9]/', '/[^qQ7 -]/' ),
			array( 'q', 'Q', '7', '#' ),
			$secret
		);
	}

	/**
	 * A text in which bytes that are no UTF-8 have become U+FFFD: servers send such, and JSON takes none. WordPress' own
	 * function would leave the whole text away, or warn.
	 *
	 * @param string $text Any bytes.
	 * @return string
	 */
	private static function utf8( $text ) {
		return htmlspecialchars_decode( htmlspecialchars( $text, ENT_NOQUOTES | ENT_SUBSTITUTE, 'UTF-8' ), ENT_NOQUOTES );
	}

	/**
	 * The ways in which secrets appear: as they are, and as log-ins encode them.
	 *
	 * @param string[] $secrets The secrets.
	 * @return string[]
	 */
	private static function forms( array $secrets ) {
		$forms = array();
		foreach ( $secrets as $secret ) {
			// Shorter ones would blank out half the text.
			if ( ! is_string( $secret ) || strlen( $secret ) < 4 ) {
				continue;
			}
			// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- To find the secret, as SMTP encodes it.
			array_push( $forms, $secret, base64_encode( $secret ), rawurlencode( $secret ) );
		}
		return array_unique( $forms );
	}
}
