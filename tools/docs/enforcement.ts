/** What the pages of rulebooks and chains say of `enforcement`. */

/** @returns The paragraph, for a `rule` or a `link`. */
export function enforcementText(part: 'rule' | 'link'): string {
  const conditions = part === 'rule' ? 'conditions' : 'mapper'
  return `A ${part} may say where it is enforced: \`enforcement\` is \`off-chain\` (if unsaid), \`on-chain\` or \`both\`. Portcullis decides by every ${part}, wherever it is enforced, so that nothing is signed that a contract would refuse; \`on-chain\` and \`both\` say that a contract stands for it too. A contract sees the call and its sender, its own counters and other contracts. ${part === 'rule' ? 'Rules' : 'Links'} that ask compliance providers, roles, issuers, local time or approvals in their ${conditions} are refused there (\`not_on_chain\`). \`portcullis check\` counts the levels, and lists them with \`--json\`.`
}
