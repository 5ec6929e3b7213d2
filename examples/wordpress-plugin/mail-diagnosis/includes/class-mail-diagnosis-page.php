<?php
/**
 * Tools > Mail diagnosis.
 *
 * @package Mail_Diagnosis
 */

defined( 'ABSPATH' ) || exit;

/**
 * PHP shows what was recorded; mailmend, in the browser, says what it means. Without JavaScript the page still shows
 * what the server said.
 */
final class Mail_Diagnosis_Page {

	const CAPABILITY = 'manage_options';
	const SLUG       = 'mail-diagnosis';

	/**
	 * Registers the page.
	 */
	public static function hook() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( MAIL_DIAGNOSIS_FILE ), array( __CLASS__, 'link' ) );
	}

	/**
	 * Adds the page to the menu Tools.
	 */
	public static function menu() {
		$page = add_management_page( __( 'Mail diagnosis', 'mail-diagnosis' ), __( 'Mail diagnosis', 'mail-diagnosis' ), self::CAPABILITY, self::SLUG, array( __CLASS__, 'show' ) );
		if ( $page ) {
			add_action( 'load-' . $page, array( __CLASS__, 'load' ) );
		}
	}

	/**
	 * Adds a link to the list of plugins.
	 *
	 * @param string[] $links The links that are there.
	 * @return string[]
	 */
	public static function link( $links ) {
		array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( self::url() ), esc_html__( 'Diagnose', 'mail-diagnosis' ) ) );
		return $links;
	}

	/**
	 * The address of the page.
	 *
	 * @return string
	 */
	public static function url() {
		return add_query_arg( 'page', self::SLUG, admin_url( 'tools.php' ) );
	}

	/**
	 * Has scripts and styles loaded, on this page only.
	 */
	public static function load() {
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'enqueue' ) );
	}

	/**
	 * Loads scripts and styles.
	 */
	public static function enqueue() {
		$files = array(
			'mailmend'       => array( 'assets/mailmend.js', array() ),
			'mail-diagnosis' => array( 'assets/mail-diagnosis.js', array( 'mailmend', 'wp-i18n', 'wp-a11y' ) ),
		);
		foreach ( $files as $handle => list( $file, $needs ) ) {
			wp_enqueue_script( $handle, plugins_url( $file, MAIL_DIAGNOSIS_FILE ), $needs, MAIL_DIAGNOSIS_VERSION, true );
		}
		// mailmend's own sentences are translated as well: the template in languages/ has them.
		wp_set_script_translations( 'mail-diagnosis', 'mail-diagnosis', plugin_dir_path( MAIL_DIAGNOSIS_FILE ) . 'languages' );
		wp_enqueue_style( 'mail-diagnosis', plugins_url( 'assets/mail-diagnosis.css', MAIL_DIAGNOSIS_FILE ), array(), MAIL_DIAGNOSIS_VERSION );
	}

	/**
	 * Shows the page.
	 */
	public static function show() {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			wp_die( esc_html__( 'Sorry, you are not allowed to see this page.', 'mail-diagnosis' ), '', array( 'response' => 403 ) );
		}
		$failures = Mail_Diagnosis_Failures::all();
		?>
		<div class="wrap mail-diagnosis" id="mail-diagnosis" data-locale="<?php echo esc_attr( str_replace( '_', '-', get_user_locale() ) ); ?>">
			<h1><?php esc_html_e( 'Mail diagnosis', 'mail-diagnosis' ); ?></h1>
			<p class="mail-diagnosis-lead"><?php esc_html_e( 'Why mails of this site were not sent, and what mends it. The answers are found in your browser: nothing is sent anywhere.', 'mail-diagnosis' ); ?></p>
			<hr class="wp-header-end">
			<?php self::notice(); ?>
			<noscript><div class="notice notice-warning"><p><?php esc_html_e( 'Please switch on JavaScript: the answers are found in your browser.', 'mail-diagnosis' ); ?></p></div></noscript>
			<div class="mail-diagnosis-columns">
				<div class="mail-diagnosis-main">
					<?php
					self::failures( $failures );
					self::sources();
					?>
				</div>
				<div class="mail-diagnosis-side">
					<?php
					self::test();
					self::paste();
					self::options();
					?>
				</div>
			</div>
		</div>
		<?php
	}

	/**
	 * Says how the last action went.
	 */
	private static function notice() {
		$notice = Mail_Diagnosis_Actions::notice();
		if ( $notice ) {
			printf( '<div class="notice notice-%s is-dismissible"><p>%s</p></div>', esc_attr( $notice[0] ), esc_html( $notice[1] ) );
		}
	}

	/**
	 * The failures, the newest first.
	 *
	 * @param array[] $failures The failures.
	 */
	private static function failures( array $failures ) {
		?>
		<section class="postbox">
			<div class="postbox-header">
				<h2><?php esc_html_e( 'Mails that failed', 'mail-diagnosis' ); ?></h2>
				<?php if ( $failures ) : ?>
					<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
						<input type="hidden" name="action" value="mail_diagnosis_clear">
						<?php wp_nonce_field( 'mail_diagnosis_clear' ); ?>
						<button class="button-link button-link-delete"><?php esc_html_e( 'Delete all', 'mail-diagnosis' ); ?></button>
					</form>
				<?php endif; ?>
			</div>
			<?php if ( ! $failures ) : ?>
				<div class="inside"><p><?php esc_html_e( 'None so far. Send a test mail to see whether mail works.', 'mail-diagnosis' ); ?></p></div>
			<?php endif; ?>
			<?php array_map( array( __CLASS__, 'failure' ), $failures ); ?>
		</section>
		<?php
	}

	/**
	 * One failure.
	 *
	 * @param array $failure The failure.
	 */
	private static function failure( array $failure ) {
		$said = $failure['transcript'];
		// The conversation mostly ends with what WordPress says.
		if ( '' === $said || false === strpos( $said, $failure['message'] ) ) {
			$said = trim( $said . "\n" . $failure['message'] );
		}
		$given = array(
			'text'       => $said,
			'host'       => $failure['host'],
			'transcript' => '' !== $failure['transcript'],
		);
		$about = array();
		if ( $failure['to'] ) {
			/* translators: %s: shortened addresses. */
			$about[] = sprintf( __( 'to %s', 'mail-diagnosis' ), implode( ', ', $failure['to'] ) );
		}
		if ( '' !== $failure['host'] ) {
			/* translators: 1: name of a mail server, 2: number of a port. */
			$about[] = sprintf( __( 'through %1$s, port %2$d', 'mail-diagnosis' ), $failure['host'], $failure['port'] );
		} elseif ( 'mail' === $failure['mailer'] ) {
			$about[] = __( 'with the server\'s own mail program, without SMTP', 'mail-diagnosis' );
		}
		if ( $failure['count'] > 1 ) {
			/* translators: %d: a number, two or more. */
			$about[] = sprintf( _n( '%d time', '%d times', $failure['count'], 'mail-diagnosis' ), $failure['count'] );
		}
		$when = wp_date( get_option( 'date_format' ) . ', ' . get_option( 'time_format' ), $failure['time'] );
		?>
		<article class="mail-diagnosis-item" data-explain="<?php echo esc_attr( self::json( $given ) ); ?>">
			<p class="mail-diagnosis-about">
				<time datetime="<?php echo esc_attr( gmdate( 'c', $failure['time'] ) ); ?>"><?php echo esc_html( $when ); ?></time>
				<?php echo esc_html( $about ? '· ' . implode( ' · ', $about ) : '' ); ?>
			</p>
			<div class="mail-diagnosis-answer"></div>
			<details class="mail-diagnosis-said">
				<summary><?php echo esc_html( '' === $failure['transcript'] ? __( 'What WordPress said', 'mail-diagnosis' ) : __( 'What was said, word for word', 'mail-diagnosis' ) ); ?></summary>
				<pre><?php echo esc_textarea( $said ); // Unlike esc_html(), it leaves no entity of the reply as it is. ?></pre>
			</details>
		</article>
		<?php
	}

	/**
	 * JSON for an attribute. Escaping leaves entities as they are, so a reply with `&quot;` in it would break the JSON:
	 * what could be one is written as a JSON escape.
	 *
	 * @param array $value The value.
	 * @return string
	 */
	private static function json( array $value ) {
		return (string) wp_json_encode( $value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT );
	}

	/**
	 * The site's mail settings.
	 */
	private static function sources() {
		$sources = Mail_Diagnosis_Sources::all();
		?>
		<section class="postbox">
			<div class="postbox-header"><h2><?php esc_html_e( 'Mail settings of this site', 'mail-diagnosis' ); ?></h2></div>
			<?php if ( ! $sources ) : ?>
				<div class="inside"><p><?php esc_html_e( 'No SMTP settings were found, in WP Mail SMTP, FluentSMTP or wp-config.php. Without them, WordPress hands mail to the mail program of the server that hosts the site.', 'mail-diagnosis' ); ?></p></div>
			<?php endif; ?>
			<?php foreach ( $sources as $source ) : ?>
				<article class="mail-diagnosis-item" data-settings="<?php echo esc_attr( self::json( $source ) ); ?>">
					<h3 class="mail-diagnosis-source"><?php echo esc_html( $source['label'] ); ?></h3>
					<?php if ( '' !== $source['note'] ) : ?>
						<p class="mail-diagnosis-about"><?php echo esc_html( $source['note'] ); ?></p>
					<?php endif; ?>
					<div class="mail-diagnosis-answer"></div>
				</article>
			<?php endforeach; ?>
		</section>
		<?php
	}

	/**
	 * The form that sends a test mail.
	 */
	private static function test() {
		?>
		<section class="postbox">
			<div class="postbox-header"><h2><?php esc_html_e( 'Send a test mail', 'mail-diagnosis' ); ?></h2></div>
			<form class="inside" method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="mail_diagnosis_test">
				<?php wp_nonce_field( 'mail_diagnosis_test' ); ?>
				<p>
					<label for="mail-diagnosis-to"><?php esc_html_e( 'To', 'mail-diagnosis' ); ?></label>
					<input type="email" class="widefat" id="mail-diagnosis-to" name="to" required value="<?php echo esc_attr( wp_get_current_user()->user_email ); ?>">
				</p>
				<p class="description"><?php esc_html_e( 'If it fails, the conversation with the mail server is kept, without passwords: it tells the reason.', 'mail-diagnosis' ); ?></p>
				<p><button class="button button-primary"><?php esc_html_e( 'Send test mail', 'mail-diagnosis' ); ?></button></p>
			</form>
		</section>
		<?php
	}

	/**
	 * The box for anything else.
	 */
	private static function paste() {
		?>
		<section class="postbox">
			<div class="postbox-header"><h2><?php esc_html_e( 'Explain an error', 'mail-diagnosis' ); ?></h2></div>
			<div class="inside">
				<p>
					<label for="mail-diagnosis-paste"><?php esc_html_e( 'Paste an error message, a log or a returned mail', 'mail-diagnosis' ); ?></label>
					<textarea class="widefat code" id="mail-diagnosis-paste" rows="5" spellcheck="false" autocomplete="off"></textarea>
				</p>
				<div class="mail-diagnosis-answer" id="mail-diagnosis-pasted"></div>
			</div>
		</section>
		<?php
	}

	/**
	 * The options.
	 */
	private static function options() {
		$options = Mail_Diagnosis_Failures::options();
		?>
		<section class="postbox">
			<div class="postbox-header"><h2><?php esc_html_e( 'What is kept', 'mail-diagnosis' ); ?></h2></div>
			<form class="inside" method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="mail_diagnosis_options">
				<?php wp_nonce_field( 'mail_diagnosis_options' ); ?>
				<p>
					<label><input type="checkbox" name="transcript" value="1" <?php checked( $options['transcript'] ); ?>>
					<?php esc_html_e( 'With every failed mail, keep the conversation with the mail server', 'mail-diagnosis' ); ?></label>
				</p>
				<p class="description"><?php esc_html_e( 'Without it, WordPress often says only that it could not log in, and not why. Neither the mail itself nor passwords are kept, and addresses are shortened.', 'mail-diagnosis' ); ?></p>
				<p>
					<label for="mail-diagnosis-days"><?php esc_html_e( 'Delete after this many days', 'mail-diagnosis' ); ?></label>
					<input type="number" class="small-text" id="mail-diagnosis-days" name="days" min="1" max="365" value="<?php echo esc_attr( $options['days'] ); ?>">
				</p>
				<p class="description">
					<?php
					/* translators: %d: a number. */
					echo esc_html( sprintf( _n( 'At most %d failure is kept.', 'At most %d failures are kept.', Mail_Diagnosis_Failures::most(), 'mail-diagnosis' ), Mail_Diagnosis_Failures::most() ) );
					?>
				</p>
				<p><button class="button"><?php esc_html_e( 'Save', 'mail-diagnosis' ); ?></button></p>
			</form>
		</section>
		<?php
	}
}
