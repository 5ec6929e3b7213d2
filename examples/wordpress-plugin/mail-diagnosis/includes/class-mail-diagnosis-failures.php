<?php
/**
 * The last failures: kept in one option, few and not for long.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * What failed in this request is written once, at its end: a newsletter that fails a thousand times costs one write.
 */
final class Mail_Diagnosis_Failures {

	const OPTION  = 'mail_diagnosis_failures';
	const OPTIONS = 'mail_diagnosis_options';
	const PRUNE   = 'mail_diagnosis_prune';

	/**
	 * A failure of which nothing is known. `message` and `transcript` are what was said, `to` are shortened addresses; the
	 * others are how PHPMailer was set up.
	 */
	const BLANK = array(
		'time'       => 0,
		'count'      => 1,
		'message'    => '',
		'code'       => 0,
		'to'         => array(),
		'host'       => '',
		'port'       => 0,
		'secure'     => '',
		'mailer'     => '',
		'transcript' => '',
	);

	/**
	 * Failures of this request that are not written yet, the newest first.
	 *
	 * @var array[]
	 */
	private static $fresh = array();

	/**
	 * Registers the hooks.
	 */
	public static function hook() {
		add_action( 'shutdown', array( __CLASS__, 'flush' ) );
		add_action( self::PRUNE, array( __CLASS__, 'prune' ) );
	}

	/**
	 * Adds a failure. One that says the same as an earlier one is counted, not kept twice.
	 *
	 * @param array $failure What Mail_Diagnosis_Recorder knows of it; redacted.
	 */
	public static function add( array $failure ) {
		self::$fresh = self::merge( array( array_merge( self::BLANK, $failure ) ), self::$fresh );
	}

	/**
	 * Writes what is not written yet.
	 */
	public static function flush() {
		if ( ! self::$fresh ) {
			return;
		}
		self::write( self::merge( self::$fresh, self::all() ) );
		self::$fresh = array();
		if ( ! wp_next_scheduled( self::PRUNE ) ) {
			wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', self::PRUNE );
		}
	}

	/**
	 * The failures that are kept, the newest first.
	 *
	 * @return array[]
	 */
	public static function all() {
		$kept = get_option( self::OPTION, array() );
		return is_array( $kept ) ? self::recent( $kept ) : array();
	}

	/**
	 * Takes out what is too old.
	 */
	public static function prune() {
		$kept = get_option( self::OPTION, array() );
		if ( is_array( $kept ) && count( self::recent( $kept ) ) < count( $kept ) ) {
			self::write( self::recent( $kept ) );
		}
	}

	/**
	 * Forgets all failures.
	 */
	public static function clear() {
		self::$fresh = array();
		delete_option( self::OPTION );
	}

	/**
	 * Stops the daily clearing.
	 */
	public static function unschedule() {
		wp_clear_scheduled_hook( self::PRUNE );
	}

	/**
	 * What the administrator has chosen.
	 *
	 * @return array { @type bool $transcript Whether the conversation with the mail server is kept. @type int $days How long failures are kept. }
	 */
	public static function options() {
		$options = get_option( self::OPTIONS, array() );
		$options = is_array( $options ) ? $options : array();
		return array(
			'transcript' => ! empty( $options['transcript'] ),
			'days'       => min( 365, max( 1, isset( $options['days'] ) ? (int) $options['days'] : 30 ) ),
		);
	}

	/**
	 * How many failures are kept.
	 *
	 * @return int
	 */
	public static function most() {
		/**
		 * Filters how many failures are kept, from 1 to 100.
		 *
		 * @param int $most The number.
		 */
		return min( 100, max( 1, (int) apply_filters( 'mail_diagnosis_most_failures', 20 ) ) );
	}

	/**
	 * Those that are young enough, with all that a failure has.
	 *
	 * @param array $failures Failures.
	 * @return array[]
	 */
	private static function recent( array $failures ) {
		$options = self::options();
		$since   = time() - $options['days'] * DAY_IN_SECONDS;
		$young   = array();
		foreach ( $failures as $failure ) {
			if ( isset( $failure['time'], $failure['message'] ) && $failure['time'] >= $since ) {
				$young[] = array_merge( self::BLANK, $failure );
			}
		}
		return array_slice( $young, 0, self::most() );
	}

	/**
	 * Newer failures before older ones, the same ones counted.
	 *
	 * @param array[] $newer Newer ones.
	 * @param array[] $older Older ones.
	 * @return array[]
	 */
	private static function merge( array $newer, array $older ) {
		foreach ( $older as $failure ) {
			foreach ( $newer as $at => $known ) {
				if ( $known['message'] === $failure['message'] && $known['host'] === $failure['host'] ) {
					$newer[ $at ]['count'] += $failure['count'];
					if ( '' === $known['transcript'] ) {
						$newer[ $at ]['transcript'] = $failure['transcript'];
					}
					continue 2;
				}
			}
			$newer[] = $failure;
		}
		return array_slice( $newer, 0, self::most() );
	}

	/**
	 * Writes the option, which is never loaded with every page of the site.
	 *
	 * @param array[] $failures The failures.
	 */
	private static function write( array $failures ) {
		update_option( self::OPTION, $failures, false );
	}
}
