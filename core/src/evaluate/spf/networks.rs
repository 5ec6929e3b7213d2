//! Sets of addresses.

use crate::text::Order;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network: an address, and how many of its bits count.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Network {
    /// The first address.
    pub address: IpAddr,
    /// The length of the prefix.
    pub length: u8,
}

impl fmt::Display for Network {
    /// As SPF writes it: `ip4:192.0.2.0/24`, without a length when it is one address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, whole) = if self.address.is_ipv4() { ("ip4", 32) } else { ("ip6", 128) };
        write!(f, "{name}:{}", self.address)?;
        if self.length < whole { write!(f, "/{}", self.length) } else { Ok(()) }
    }
}

/// A set of addresses of both families.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Networks {
    v4: Ranges,
    v6: Ranges,
}

impl Networks {
    /// Every address there is.
    #[must_use]
    pub(super) fn everything() -> Self {
        Self { v4: Ranges(alloc::vec![(0, V4_LAST)]), v6: Ranges(alloc::vec![(0, u128::MAX)]) }
    }

    /// Adds the network that an address is in. Ranges may touch until [`Networks::settle`].
    pub(super) fn add(&mut self, address: IpAddr, length: u8) {
        let (ranges, bits, whole) = match address {
            IpAddr::V4(address) => (&mut self.v4, u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (&mut self.v6, address.to_bits(), 128),
        };
        let size = 1_u128.checked_shl(u32::from(whole - length.min(whole))).map_or(u128::MAX, |size| size - 1);
        ranges.0.push((bits & !size, bits | size));
    }

    /// Adds the addresses of another set; the same holds.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.v4.0.extend_from_slice(&other.v4.0);
        self.v6.0.extend_from_slice(&other.v6.0);
    }

    /// Puts the ranges into order and joins those that touch.
    pub(super) fn settle(&mut self) {
        self.v4.settle();
        self.v6.settle();
    }

    /// What is in this set and not in the other; both settled.
    pub(super) fn without(&self, other: &Self) -> Self {
        Self { v4: self.v4.without(&other.v4), v6: self.v6.without(&other.v6) }
    }

    /// How many IPv4 addresses there are.
    #[must_use]
    pub fn count_v4(&self) -> u64 {
        self.v4.0.iter().map(|(first, last)| (last - first) as u64 + 1).sum()
    }

    /// How many IPv6 addresses there are, as far as numbers go.
    #[must_use]
    pub fn count_v6(&self) -> u128 {
        self.v6.0.iter().fold(0_u128, |sum, (first, last)| sum.saturating_add((last - first).saturating_add(1)))
    }

    /// Whether nobody is left out whose address is IPv4.
    #[must_use]
    pub fn has_all_v4(&self) -> bool {
        self.v4.0 == [(0, V4_LAST)]
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.0.is_empty() && self.v6.0.is_empty()
    }

    /// The fewest networks that make up the set, in order.
    #[must_use]
    pub fn list(&self) -> Vec<Network> {
        let v4 = self
            .v4
            .blocks(32)
            .map(|(bits, length)| Network { address: IpAddr::V4(Ipv4Addr::from_bits(bits as u32)), length });
        let v6 = self
            .v6
            .blocks(128)
            .map(|(bits, length)| Network { address: IpAddr::V6(Ipv6Addr::from_bits(bits)), length });
        v4.chain(v6).collect()
    }
}

/// First and last number of each range.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    fn settle(&mut self) {
        self.0.order();
        self.0.dedup_by(|next, kept| {
            let touches = next.0 <= kept.1.saturating_add(1);
            if touches {
                kept.1 = kept.1.max(next.1);
            }
            touches
        });
    }

    fn without(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        let mut gaps = other.0.iter().peekable();
        for &(first, last) in &self.0 {
            let mut from = Some(first);
            while let Some(&&(gap_first, gap_last)) = gaps.peek() {
                let Some(start) = from else { break };
                if gap_first > last {
                    break;
                }
                if gap_last >= start {
                    if gap_first > start {
                        left.push((start, gap_first - 1));
                    }
                    from = gap_last.checked_add(1).filter(|next| *next <= last);
                }
                // The next range may start in this gap, too.
                if gap_last > last {
                    break;
                }
                gaps.next();
            }
            if let Some(start) = from {
                left.push((start, last));
            }
        }
        Self(left)
    }

    /// The blocks of powers of two, each with the length of its prefix.
    fn blocks(&self, whole: u32) -> impl Iterator<Item = (u128, u8)> + '_ {
        self.0.iter().flat_map(move |&(first, last)| {
            let mut next = Some(first);
            core::iter::from_fn(move || {
                let start = next?;
                let mut bits = start.trailing_zeros().min(whole);
                // As large as it may be without reaching beyond the end.
                while bits > 0 && (last - start) < mask(bits) {
                    bits -= 1;
                }
                let end = start + mask(bits);
                next = end.checked_add(1).filter(|next| *next <= last);
                Some((start, (whole - bits) as u8))
            })
        })
    }
}

/// The last `bits` bits.
const fn mask(bits: u32) -> u128 {
    if bits >= 128 { u128::MAX } else { (1 << bits) - 1 }
}

const V4_LAST: u128 = u32::MAX as u128;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn set(networks: &[&str]) -> Networks {
        let mut set = Networks::default();
        for network in networks {
            let (address, length) = network.split_once('/').unwrap();
            set.add(address.parse().unwrap(), length.parse().unwrap());
        }
        set.settle();
        set
    }

    fn listed(set: &Networks) -> Vec<alloc::string::String> {
        set.list().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn neighbours_become_one_network() {
        let joined = set(&["192.0.2.128/25", "192.0.2.0/25", "192.0.2.7/32", "2001:db8::/33", "2001:db8:8000::/33"]);
        assert_eq!(listed(&joined), ["ip4:192.0.2.0/24", "ip6:2001:db8::/32"]);
        assert_eq!(joined.count_v4(), 256);
        assert!(set(&["0.0.0.0/1", "128.0.0.0/1"]).has_all_v4());
        assert_eq!(listed(&Networks::everything()), ["ip4:0.0.0.0/0", "ip6:::/0"]);
    }

    #[test]
    fn what_is_taken_out_is_gone() {
        let left = set(&["192.0.2.0/29", "198.51.100.0/32"]).without(&set(&["192.0.2.1/32", "192.0.2.4/30"]));
        assert_eq!(listed(&left), ["ip4:192.0.2.0", "ip4:192.0.2.2/31", "ip4:198.51.100.0"]);
        assert!(set(&["192.0.2.0/29", "192.0.3.0/24"]).without(&set(&["192.0.0.0/16"])).is_empty());
        assert!(Networks::everything().without(&Networks::everything()).is_empty());
    }
}
