/** What `--help` prints: usage, options, exit codes, examples. */

const requests = `Requests are JSON lines, lines of hex, or one JSON document over several lines, from files or standard input (-).
  A document is one request, or an array of them; a file holds one that is pretty-printed.`

export const overview = `portcullis: decides, before anything is signed, whether a transaction may go ahead, and says why

  portcullis decide  --policy FILE [REQUESTS…|-]   one decision for each request
  portcullis decode  [REQUESTS…|-]                 what requests say, with every byte accounted for
  portcullis check   FILE…                         what is wrong with policies, and where
  portcullis test    [FOLDER|FILE…]                decides the cases beside policies, and names rules that none fired
  portcullis replay  --policies FOLDER RECORDS…    decides again what records say was decided, and compares
  portcullis verify  --log-key KEY FOLDER          an export of the log, offline, by the log's public key alone
  portcullis init    [--form FORM] [FOLDER]        writes a policy to begin with, and its cases
  portcullis demo                                  decides the bundled examples

  portcullis COMMAND --help says more. --version prints the version.`

export const help: Readonly<Record<string, string>> = {
  decide: `portcullis decide [--policy FILE]… [--with FILE]… [OPTIONS] [REQUESTS…|-]

  ${requests}
  All policies must pass. Counters accumulate over the requests of one run.

  --policy FILE       a policy; repeat it for several
  --with FILE         tokens, lists, counters, operations, contracts or clusters, told apart by \`kind\`; repeat it for several
  --key FILE          the key that would sign: curve, public key, addresses. The sender comes from it
  --facts FILE        fact name → { "value": … }, { "absent": true } or { "failed": "cause" }; others were not asked
  --issuer TYPE:ID    who asks: UserId:… or SessionId:…; repeat it when several authenticated
  --role NAME         a role of who asks; repeat it for several. Without it, roles are not known
  --group NAME        a group of who asks, in the same way
  --chain CAIP-2      the chain, for payloads that name none; payloads for another are denied
  --now INSTANT       decide as of this instant, such as 2026-11-20T09:00:00Z
  --no-policy MODE    deny (the default) or allow what no policy is bound to
  --records FILE      write the record of every decision, as JSON lines: all it came of, for \`portcullis replay\`
  --json              one JSON line for each request
  --explain           what each policy tested and how it came out, what it did not and why, and what would have been allowed
  --strict            stop at the first line that is no request

  Exit codes: 0 allow, 1 deny, 2 bad usage, no request, or a line that is none, 3 hold, 4 could not decide;
  of many requests the worst, in the order 2, 4, 1, 3, 0.

  Examples:
    portcullis decide --policy examples/04-off-chain/policy.json --with examples/04-off-chain/operation-payout-release.json \\
      --issuer UserId:key-owner examples/04-off-chain/requests.jsonl
    head -1 examples/03-solana/requests.jsonl | portcullis decide --policy examples/03-solana/policy.json \\
      --with examples/03-solana/counter-sol-day.json --issuer UserId:treasury-operator --json -`,
  replay: `portcullis replay --policies FOLDER|FILE… [--json] RECORDS…

  Decides again what each record says was decided, from nothing but the record and the texts that it names by their
  hashes, and compares the two byte by byte. Records are JSON lines, as \`portcullis decide --records FILE\` writes them.

  --policies FOLDER   where policies, counters, lists, operations, contracts and keys are looked for; repeat it for several
  --json              one JSON line for each record

  What nobody can compute (the tenant, the instant, the id, who executed it and how long it took, versions, and where a
  fact came from) is taken from the record; its hash in the log vouches for that.

  Exit codes: 0 every record is as it was decided, 1 one is not, 2 bad usage, no record, or a text that is missing.

  Example:
    R=$(mktemp); portcullis decide --policy examples/08-erc20-chain/policy.json --records $R \\
      examples/08-erc20-chain/requests.jsonl >$R.txt; portcullis replay --policies examples/08-erc20-chain $R`,
  verify: `portcullis verify --log-key KEY|FILE [--older FILE]… [--witness KEY|FILE]… [--receipts FILE]… [--json] FOLDER

  Verifies an export of the log offline: that its checkpoint is signed, that its entries lead to the root, and that its
  records are those that were logged, byte for byte. Names the first bad entry.

  FOLDER              \`checkpoint\`, \`tile/entries/…\`, \`tile/0/…\` and \`records/…\`, as docs/log.md says
  --log-key KEY       the public key of the log: name+id+key, or a file that holds it
  --older FILE        an earlier checkpoint, which this log must extend; repeat it for several
  --witness KEY       the public key of a witness, which must have cosigned; repeat it for several
  --receipts FILE     receipts, as JSON lines: what was promised must be in the log; repeat it for several
  --now INSTANT       until when promises are due, if not until the last record
  --json              one JSON line

  Exit codes: 0 as the log signed it, 1 a finding, 2 bad usage.`,
  decode: `portcullis decode [--with FILE]… [--key FILE] [--chain CAIP-2] [--json] [REQUESTS…|-]

  ${requests}
  Prints the tree of calls with the range of bytes of every part, or one JSON line for each request.

  --with FILE         tokens (amounts are shown in their units) and operations
  --key FILE          the key that would sign
  --chain CAIP-2      the chain, for payloads that name none
  --json              one JSON line for each request
  --strict            stop at the first line that is no request

  Exit codes: 0 all understood, 1 something refused, 2 bad usage, no request, or a line that is none. Refused is what does
  not decode, and a signed transaction that no chain would accept. Objections to what is not signed, and to what Solana
  would not accept, are marks: \`objections\` of a line, and no more.

  Example:
    portcullis decode --with examples/02-signatures/tokens.json examples/02-signatures/requests.jsonl`,
  check: `portcullis check [--with FILE]… [--json] FILE…

  Prints every rejection of policy files with its code, path and line, remarks on what is legal and dangerous, and how
  many rules or links are enforced where, when not all are off-chain.

  --with FILE         counters and operations that the policies name; repeat it for several
  --json              one JSON line for each finding, then one for the file: whether it is sound, and where each rule or
                      link is enforced

  Exit codes: 0 sound, 1 rejected, 2 bad usage.

  Example:
    portcullis check --with examples/01-treasury/counter-vendor-day.json examples/01-treasury/policy.json`,
  test: `portcullis test [--strict] [--json] [FOLDER|FILE…]

  Decides the cases kept beside policies, each as \`decide\` would, and compares. A folder means its cases.json; without one,
  that of the folder you are in. Then it names the rules that no case fired.

  A file of cases names its files relative to itself, and who asks unless a case says it:
    { "policies": ["policy.json"], "with": ["tokens.json"], "key": "key.json", "facts": "facts.json", "chain": "eip155:1",
      "issuers": ["UserId:dana"], "roles": ["OPERATOR"], "groups": [], "now": "2026-11-20T09:00:00Z", "cases": [ … ] }
  A case, of which name, request and expect must be there:
    { "name": "the day is full", "request": "requests.jsonl#pay-4", "history": ["requests.jsonl#pay-3"],
      "facts": { "is_contract(evm:0x…)": { "value": false } },
      "expect": { "decision": "deny", "rule": "day", "code": "deny_rule", "obligations": [] } }
  A request is written out, 0x and hex, or FILE#ID. What requests of the history were allowed counts for the request.

  --strict            a rule that no case fired fails too
  --json              one JSON line for each case and for each rule that never fired, and one for each file

  Exit codes: 0 all passed, 1 some failed, 2 bad usage.

  Example:
    portcullis test examples/05-treasury-rulebook`,
  init: `portcullis init [--form rulebook|document|chain] [FOLDER]

  Writes a policy to begin with, cases that fire every rule of it, and the JSON Schema of its form for editors. The folder is
  the one you are in, unless you name another. What is there already is never overwritten: then nothing is written.

  --form FORM         rulebook (the default), document or chain

  Exit codes: 0 written, 2 bad usage, or a file is there already.`,
  demo: `portcullis demo [--json]

  Decides the bundled requests, honest and malicious, under the example policies.`,
}
