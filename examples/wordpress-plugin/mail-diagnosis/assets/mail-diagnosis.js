/**
 * Has mailmend explain what PHP recorded, and shows it. Whatever a server said becomes text, never markup.
 */
( function ( wp, mailmend ) {
	'use strict';

	const { __, _n, sprintf } = wp.i18n;
	const root = document.getElementById( 'mail-diagnosis' );

	const OWNERS = {
		you: __( 'you', 'mail-diagnosis' ),
		host: __( 'your hosting company', 'mail-diagnosis' ),
		provider: __( 'the mail service that you send through', 'mail-diagnosis' ),
		receiver: __( 'those who run the recipient’s mail server', 'mail-diagnosis' ),
		recipient: __( 'the recipient', 'mail-diagnosis' ),
		nobody: __( 'nobody: it passes by itself', 'mail-diagnosis' ),
	};
	const RECIPIENTS = {
		verify: __( 'ask the recipient whether it is right', 'mail-diagnosis' ),
		suppress: __( 'stop mailing it', 'mail-diagnosis' ),
	};
	const SECURITIES = {
		implicit: __( 'SSL/TLS', 'mail-diagnosis' ),
		starttls: __( 'STARTTLS', 'mail-diagnosis' ),
		none: __( 'no encryption', 'mail-diagnosis' ),
	};
	const SEVERITIES = {
		error: [ 'dashicons-dismiss', __( 'Error', 'mail-diagnosis' ) ],
		warning: [ 'dashicons-warning', __( 'Warning', 'mail-diagnosis' ) ],
		info: [ 'dashicons-info', __( 'Remark', 'mail-diagnosis' ) ],
	};

	/**
	 * An element. Children that are strings become text.
	 */
	function element( name, attributes, ...children ) {
		const made = document.createElement( name );
		for ( const [ key, value ] of Object.entries( attributes || {} ) ) {
			made.setAttribute( key, value );
		}
		made.append( ...children.filter( ( child ) => child !== null ) );
		return made;
	}

	/**
	 * mailmend's sentences stand in the template for translators, each as one string.
	 */
	function translated( text ) {
		// eslint-disable-next-line @wordpress/i18n-no-variables
		return __( text, 'mail-diagnosis' );
	}

	/**
	 * A link that leads to the web and nowhere else.
	 */
	function link( address ) {
		if ( ! /^https?:\/\//.test( address ) ) {
			return document.createTextNode( address );
		}
		return element( 'a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address.replace( /^https?:\/\//, '' ) );
	}

	function steps( fixes ) {
		const list = element( 'ol', { class: 'mail-diagnosis-steps' } );
		for ( const fix of fixes ) {
			const step = element( 'li', {}, translated( fix.text ) );
			if ( fix.link ) {
				step.append( ' ', link( fix.link ) );
			}
			if ( fix.commands.length ) {
				// Most who read this have no shell, but may have somebody to ask.
				const summary = element( 'summary', {}, __( 'For whoever runs the server', 'mail-diagnosis' ) );
				step.append( element( 'details', {}, summary, element( 'pre', {}, fix.commands.join( '\n' ) ) ) );
			}
			list.append( step );
		}
		return list;
	}

	function again( finding ) {
		if ( finding.retry === 'never' ) {
			return __( 'no, it would fail again', 'mail-diagnosis' );
		}
		if ( finding.retry === 'after-fix' ) {
			return __( 'once it is mended, not before', 'mail-diagnosis' );
		}
		const minutes = Math.max( 1, Math.round( ( finding.after || 0 ) / 60 ) );
		if ( minutes < 90 ) {
			/* translators: %d: number of minutes. */
			return sprintf( _n( 'after %d minute', 'after %d minutes', minutes, 'mail-diagnosis' ), minutes );
		}
		const hours = Math.round( minutes / 60 );
		/* translators: %d: number of hours. */
		return sprintf( _n( 'after %d hour', 'after %d hours', hours, 'mail-diagnosis' ), hours );
	}

	/**
	 * Who, when, and what becomes of the address.
	 */
	function answers( finding ) {
		const list = element( 'dl', { class: 'mail-diagnosis-facts' } );
		const rows = [
			[ __( 'Who can mend it', 'mail-diagnosis' ), OWNERS[ finding.owner ] ],
			[ __( 'Send it again', 'mail-diagnosis' ), again( finding ) ],
			[ __( 'The address', 'mail-diagnosis' ), RECIPIENTS[ finding.recipient ] ],
		];
		for ( const [ label, value ] of rows ) {
			if ( value ) {
				list.append( element( 'div', {}, element( 'dt', {}, label ), element( 'dd', {}, value ) ) );
			}
		}
		return list;
	}

	function heading( finding ) {
		const [ icon, word ] = SEVERITIES[ finding.severity ] || SEVERITIES.error;
		return element(
			'h3',
			{ class: `mail-diagnosis-title is-${ finding.severity }` },
			element( 'span', { class: `dashicons ${ icon }`, 'aria-hidden': 'true' } ),
			element( 'span', { class: 'screen-reader-text' }, `${ word }: ` ),
			translated( finding.title )
		);
	}

	/**
	 * One finding, with its steps.
	 */
	function shown( finding, isFailure ) {
		const found = element( 'div', { class: 'mail-diagnosis-finding' }, heading( finding ), element( 'p', {}, translated( finding.why ) ) );
		if ( isFailure ) {
			found.append( answers( finding ) );
		}
		if ( finding.fixes.length ) {
			found.append( element( 'h4', {}, __( 'What to do', 'mail-diagnosis' ) ), steps( finding.fixes ) );
		}
		return found;
	}

	/**
	 * What somebody who helps in a forum wants to know: no addresses, no secrets.
	 */
	function forForum( finding, text ) {
		return [ `${ finding.title } (${ finding.code } ${ finding.slug })`, '', text ].join( '\n' );
	}

	function copyButton( text ) {
		const button = element( 'button', { type: 'button', class: 'button button-small' }, __( 'Copy for a support forum', 'mail-diagnosis' ) );
		button.addEventListener( 'click', async () => {
			let done = true;
			try {
				await navigator.clipboard.writeText( text );
			} catch ( problem ) {
				// The clipboard wants HTTPS: without it, the text is put where it can be copied by hand.
				const area = element( 'textarea', { class: 'widefat code', rows: '4', readonly: '' }, text );
				button.after( area );
				area.select();
				done = document.execCommand( 'copy' );
				if ( done ) {
					area.remove();
				}
			}
			const said = done ? __( 'Copied.', 'mail-diagnosis' ) : __( 'Press Ctrl+C or Cmd+C to copy.', 'mail-diagnosis' );
			button.textContent = said;
			wp.a11y.speak( said );
		} );
		return button;
	}

	/**
	 * What a failure means.
	 */
	function explained( { text, host, transcript } ) {
		const hints = { stack: 'wordpress' };
		if ( host ) {
			hints.host = host;
		}
		const report = mailmend.explain( text, hints );
		const [ first, ...others ] = report.findings;
		const parts = [ shown( first, true ) ];
		// "Could not authenticate." is what PHPMailer says for many reasons.
		if ( report.needs.includes( 'transcript' ) || ( transcript === false && first.confidence !== 'certain' && first.recipient === 'keep' ) ) {
			const more = __( 'The error message alone says little. Send a test mail from this page: what the mail server says to it tells more.', 'mail-diagnosis' );
			parts.unshift( element( 'p', { class: 'mail-diagnosis-needs' }, more ) );
		}
		if ( others.length ) {
			const more = element( 'details', {}, element( 'summary', {}, __( 'What else it may be', 'mail-diagnosis' ) ) );
			more.append( ...others.slice( 0, 4 ).map( ( finding ) => shown( finding, true ) ) );
			parts.push( more );
		}
		return { first, parts };
	}

	/**
	 * The lines of a text, and which of them the given places touch. Places are bytes of UTF-8.
	 */
	function markedLines( text, places ) {
		const encoder = new TextEncoder();
		let start = 0;
		return text.split( '\n' ).map( ( line ) => {
			const end = start + encoder.encode( line ).length;
			const touched = places.some( ( [ from, to ] ) => from <= end && to >= start );
			start = end + 1;
			return { line, touched };
		} );
	}

	/**
	 * What a place's settings mean.
	 */
	function checked( { text, form, stack } ) {
		const report = mailmend.settings( text, { form, stack } );
		const parts = [];
		for ( const one of report.settings ) {
			const said = [ one.port ? `${ one.host }:${ one.port }` : one.host, SECURITIES[ one.security ], one.user, one.from ];
			const line = [ ...new Set( said.filter( Boolean ) ) ].join( ' · ' );
			parts.push( element( 'p', { class: 'mail-diagnosis-line' }, element( 'code', {}, line ) ) );
		}
		if ( ! report.findings.length ) {
			const tick = element( 'span', { class: 'dashicons dashicons-yes-alt', 'aria-hidden': 'true' } );
			parts.push( element( 'p', { class: 'mail-diagnosis-sound' }, tick, __( 'Nothing is wrong with these settings.', 'mail-diagnosis' ) ) );
		}
		parts.push( ...report.findings.map( ( finding ) => shown( finding, false ) ) );
		if ( report.fixed !== null ) {
			const changes = element( 'pre', { class: 'mail-diagnosis-changes' } );
			for ( const { line, touched } of markedLines( report.fixed, report.changed ) ) {
				if ( touched ) {
					changes.append( element( 'mark', {}, line.trim() ), '\n' );
				}
			}
			parts.push( element( 'h4', {}, __( 'Put right', 'mail-diagnosis' ) ), changes );
		}
		return parts;
	}

	function showFailures() {
		for ( const [ place, item ] of root.querySelectorAll( '[data-explain]' ).entries() ) {
			const given = JSON.parse( item.dataset.explain );
			const { first, parts } = explained( given );
			item.classList.add( `is-${ first.severity }` );
			const answer = item.querySelector( '.mail-diagnosis-answer' );
			const said = item.querySelector( '.mail-diagnosis-said' );
			parts.push( said, copyButton( forForum( first, given.text ) ) );
			if ( place === 0 ) {
				answer.replaceChildren( ...parts );
			} else {
				// The newest is what one came for; of the others, the title.
				parts.find( ( part ) => part.matches( '.mail-diagnosis-finding' ) ).firstChild.remove();
				const summary = element( 'summary', {}, heading( first ) );
				answer.replaceChildren( element( 'details', { class: 'mail-diagnosis-older' }, summary, ...parts ) );
			}
		}
	}

	function showSettings() {
		for ( const item of root.querySelectorAll( '[data-settings]' ) ) {
			const source = JSON.parse( item.dataset.settings );
			if ( source.text ) {
				item.querySelector( '.mail-diagnosis-answer' ).replaceChildren( ...checked( source ) );
			}
		}
	}

	function listen() {
		const area = document.getElementById( 'mail-diagnosis-paste' );
		const answer = document.getElementById( 'mail-diagnosis-pasted' );
		let wait;
		area.addEventListener( 'input', () => {
			clearTimeout( wait );
			wait = setTimeout( () => {
				const text = area.value.trim();
				if ( ! text ) {
					answer.replaceChildren();
					return;
				}
				const { first, parts } = explained( { text } );
				answer.replaceChildren( ...parts );
				wp.a11y.speak( translated( first.title ) );
			}, 200 );
		} );
	}

	async function start() {
		await mailmend.ready;
		showFailures();
		showSettings();
		listen();
		root.classList.add( 'is-ready' );
	}

	start().catch( ( problem ) => {
		const said = element( 'p', {}, __( 'The answers cannot be shown: this browser could not start mailmend.', 'mail-diagnosis' ), ' ', String( problem && problem.message ) );
		root.querySelector( '.wp-header-end' ).after( element( 'div', { class: 'notice notice-error' }, said ) );
	} );
} )( window.wp, window.mailmend || { ready: Promise.reject( new Error( 'assets/mailmend.js' ) ) } );
