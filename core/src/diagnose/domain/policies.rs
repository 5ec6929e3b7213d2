//! What receivers make of SPF and DMARC: the tree of includes, and the policy that is in force.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::Notes;
use super::asked::Asked;
use super::hosts::about;
use super::texts::Texts;
use crate::diagnose::policies::domain_policies;
use crate::diagnose::spf::spf_tree;
use crate::evaluate::dmarc::{Discovered, Question, discover};
use crate::evaluate::spf::{NodeState, SpfTree, explore};
use crate::evaluate::{Found, SoFar};
use crate::knowledge::codes;
use crate::model::{DmarcSummary, DomainRecord, FactKey, Finding, LookupType, RecordType, SpfInclude, SpfSummary};

/// Follows what the SPF record includes. The codes of what is found are added to the record.
pub(super) fn spf(
    asked: &mut Asked<'_>,
    notes: &mut Notes,
    domain: &str,
    record: &str,
    records: &mut [DomainRecord],
) -> SpfSummary {
    let tree = explore(domain, Some(record), asked.answers);
    asked.want(&tree.needs);
    for finding in spf_tree(&tree) {
        let mut finding: Finding<'static> = finding.into_owned();
        // The name is that where the trouble is; the evidence stands in the record of the domain.
        let has_name = finding.facts.iter().any(|fact| fact.key == FactKey::Name);
        let facts = about(domain, LookupType::Txt);
        super::add(&mut finding, facts.get(usize::from(has_name)..).unwrap_or_default());
        let own = records.iter_mut().find(|one| one.record == RecordType::Spf && one.name == domain);
        if let Some(own) = own {
            own.codes.push(finding.cause.code);
        }
        notes.findings.push(finding);
    }
    summary(&tree)
}

fn summary(tree: &SpfTree) -> SpfSummary {
    let mut includes: Vec<SpfInclude> = Vec::new();
    let mut depths: Vec<u8> = Vec::new();
    for (place, node) in tree.nodes.iter().enumerate() {
        let above = node.parent.and_then(|parent| depths.get(parent)).copied();
        let depth = above.map_or(0, |above| above.saturating_add(1));
        depths.push(depth);
        if place > 0 {
            let (name, is_read) = (node.name.to_string(), node.state == NodeState::Record);
            includes.push(SpfInclude::new(name, depth, node.lookups, is_read));
        }
    }
    let (lookups, voids) = tree.root().map_or((0, 0), |root| (root.lookups, root.voids));
    SpfSummary::new(lookups, voids, includes, tree.needs.is_empty() && !tree.cut)
}

/// The DMARC policy of the domain, and whether one is in force; none where that is not known.
pub(super) fn dmarc(
    asked: &mut Asked<'_>,
    notes: &mut Notes,
    texts: &Texts,
    domain: &str,
) -> (Option<bool>, Option<DmarcSummary>) {
    let so_far = discover(&Question::new(domain), asked.answers);
    asked.want(&so_far.needs);
    // What the policies come to: consent to reports, the file of MTA-STS, the logo of BIMI.
    let SoFar { result, needs } = domain_policies(domain, asked.answers);
    asked.want(&needs);
    notes.findings.extend(result);
    match &so_far.result.policy {
        Discovered::Applies(applied) => {
            let effective = applied.effective;
            let summary = DmarcSummary::new(
                applied.domain.clone(),
                applied.record.text.clone(),
                effective.map(|effective| effective.published.as_str()),
                effective.map(|effective| effective.applied.as_str()),
            );
            (Some(true), Some(summary))
        }
        Discovered::Nothing if so_far.needs.is_empty() => {
            let is_any =
                so_far.result.levels.iter().any(|level| !matches!(level.found, Found::Nothing | Found::Wanted));
            for wrong in [alloc::format!("dmarc.{domain}"), alloc::format!("_dmarc.{domain}.{domain}")] {
                asked.probe(&wrong, LookupType::Txt);
            }
            // The graver finding hides the plainer: a record at a wrong name, or a broken one, is not missing.
            if !is_any && !texts.is_elsewhere(RecordType::Dmarc) && !texts.has_at(domain) {
                notes.find(codes::REC039, &about(&alloc::format!("_dmarc.{domain}"), LookupType::Txt));
            }
            (Some(false), None)
        }
        _ => (None, None),
    }
}
