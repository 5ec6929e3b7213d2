//! The policy file of MTA-STS, fetched as RFC 8461 section 3.3 says: over HTTPS, without following redirects.

use std::time::Duration;

use mailmend::model::{Answer, Data};

/// The file is fetched within this time, the connection included.
const PATIENCE: Duration = Duration::from_secs(10);
/// Policies are short; senders may stop reading at this many bytes (RFC 8461 section 3.3).
const LONGEST: u64 = 64 * 1024;

/// The policy of the host `mta-sts.<domain>`.
pub fn fetch(host: &str) -> Answer {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).https_only(true).build().into();
    match agent.get(format!("https://{host}/.well-known/mta-sts.txt")).call() {
        Ok(mut response) if response.status().as_u16() == 200 => {
            match response.body_mut().with_config().limit(LONGEST).read_to_string() {
                Ok(text) => Answer::Records(vec![Data::File(text)]),
                Err(_) => Answer::NoData,
            }
        }
        Ok(_) | Err(ureq::Error::StatusCode(_)) => Answer::NoData,
        Err(ureq::Error::HostNotFound) => Answer::NoName,
        Err(ureq::Error::Timeout(_)) => Answer::Timeout,
        Err(_) => Answer::ServerFailure,
    }
}
