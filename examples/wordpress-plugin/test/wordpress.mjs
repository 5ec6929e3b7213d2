// A real WordPress in a folder of its own: SQLite, PHP's own web server, nothing from the network.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('./', import.meta.url));
const BUILDS = join(here, 'node_modules/@wp-playground/wordpress-builds');
const VERSION = 'wp-6.5';
export const PLUGIN = join(here, '../mail-diagnosis');

/** Installs WordPress with the plugin switched on, and serves it. */
export async function wordpress() {
  const folder = mkdtempSync(join(tmpdir(), 'mail-diagnosis-'));
  layOut(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'wp-config.php'), config(url));
  await php(folder, INSTALL);
  const server = spawn('php', ['-d', 'error_log=', '-S', `127.0.0.1:${port}`, '-t', folder, join(folder, 'router.php')], { stdio: 'ignore' });
  await answers(url);
  return {
    url,
    folder,
    /** Runs PHP inside this WordPress; gives what it prints. */
    php: (code) => php(folder, code),
    /** Says which mail server WordPress uses, as a snippet with the hook `phpmailer_init` would; null for none. */
    mailThrough: (settings) => writeFileSync(join(folder, 'smtp.json'), JSON.stringify(settings)),
    /** All bytes of the database. */
    database: () => databases(join(folder, 'wp-content/database')),
    async close() {
      server.kill();
      await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function layOut(folder) {
  // The archive has the PHP, the folder what browsers load.
  cpSync(join(BUILDS, 'public', VERSION), folder, { recursive: true });
  unpack(join(BUILDS, `src/wordpress/${VERSION}.zip`), folder);
  const content = join(folder, 'wp-content');
  unpack(join(BUILDS, 'src/sqlite-database-integration/sqlite-database-integration.zip'), join(content, 'plugins'));
  const sqlite = join(content, 'plugins/sqlite-database-integration');
  renameSync(`${sqlite}-main`, sqlite);
  cpSync(join(sqlite, 'db.copy'), join(content, 'db.php'));
  rmSync(join(content, 'database'), { recursive: true, force: true });
  cpSync(PLUGIN, join(content, 'plugins/mail-diagnosis'), { recursive: true });
  // cargo xtask wasm has written it.
  const script = process.env.MAILMEND_SCRIPT ?? join(here, '../../../bindings-wasm/pkg/mailmend.js');
  cpSync(script, join(content, 'plugins/mail-diagnosis/assets/mailmend.js'));
  mkdirSync(join(content, 'mu-plugins'));
  writeFileSync(join(content, 'mu-plugins/mail-through.php'), MAIL_THROUGH);
  writeFileSync(join(folder, 'router.php'), ROUTER);
}

function unpack(archive, folder) {
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, folder]);
}

async function php(folder, code) {
  const head = `<?php $_SERVER['HTTP_HOST'] = '127.0.0.1'; ${code.includes('wp_install') ? "define( 'WP_INSTALLING', true );" : ''} require '${folder}/wp-load.php';`;
  const child = spawn('php', ['-d', 'display_errors=stderr'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`${head}\n${code}`);
  // Not a synchronous call: the mail server that WordPress talks to runs in this process.
  const [printed, [exit]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (exit !== 0) {
    throw new Error(`PHP ended with ${exit}: ${printed}`);
  }
  return printed;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function answers(url) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await fetch(`${url}/wp-login.php`).catch(() => null);
    if (response?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('WordPress does not answer');
}

function databases(folder) {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('\n');
}

function config(url) {
  return `<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'AUTH_KEY', 'test-auth-key' );
define( 'NONCE_KEY', 'test-nonce-key' );
define( 'WP_HOME', '${url}' );
define( 'WP_SITEURL', '${url}' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
$table_prefix = 'wp_';
if ( is_file( __DIR__ . '/constants.php' ) ) {
	require __DIR__ . '/constants.php';
}
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
`;
}

const ROUTER = `<?php
$path = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( is_dir( __DIR__ . $path ) ) {
	$path = rtrim( $path, '/' ) . '/index.php';
}
if ( is_file( __DIR__ . $path ) && '.php' !== substr( $path, -4 ) ) {
	return false;
}
$file = is_file( __DIR__ . $path ) ? __DIR__ . $path : __DIR__ . '/index.php';
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = substr( $file, strlen( __DIR__ ) );
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir( dirname( $file ) );
require $file;
`;

// What a theme's functions.php does.
const MAIL_THROUGH = `<?php
add_action( 'phpmailer_init', static function ( $mailer ) {
	$settings = json_decode( (string) @file_get_contents( ABSPATH . 'smtp.json' ), true );
	if ( ! $settings ) {
		return;
	}
	$mailer->isSMTP();
	$mailer->Timeout = 5;
	foreach ( $settings as $name => $value ) {
		$mailer->$name = $value;
	}
} );
add_filter( 'wp_mail_from', static function () { return 'shop@example.org'; } );
`;

const INSTALL = `
require ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter( 'pre_wp_mail', '__return_true' );
wp_install( 'A shop', 'admin', 'admin@example.org', true, '', 'the-admins-password' );
wp_insert_user( array( 'user_login' => 'reader', 'user_pass' => 'the-readers-password', 'user_email' => 'reader@example.org', 'role' => 'subscriber' ) );
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$problem = activate_plugin( 'mail-diagnosis/mail-diagnosis.php' );
if ( is_wp_error( $problem ) ) {
	fwrite( STDERR, $problem->get_error_message() );
	exit( 1 );
}
`;
