define( 'WPMS_ON', true );
define( 'WPMS_SMTP_HOST', 'smtp.gmail.com' );
define( 'WPMS_SMTP_PORT', 465 );
define( 'WPMS_SSL', 'tls' );
define( 'WPMS_SMTP_USER', 'shop@example.org' );
define( 'WPMS_SMTP_PASS', 'abcd efgh ijkl mnop' );
