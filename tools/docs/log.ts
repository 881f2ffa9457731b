/** The page of the log: what its records, files and receipts are, for whoever writes a reader of their own. */
import type { Kind } from '../../core/src/ledger/record.ts'
import { code, page, table } from './page.ts'

/** Every kind of record, and what it says. */
const kinds: Readonly<Record<Kind, string>> = {
  decision: 'what was decided, and all that it came of',
  policy: 'a policy was published, rolled back, bound or unbound; by whom',
  approval: 'somebody answered yes or no to an obligation',
  settlement: 'what became of a decision: executed, failed, cancelled or expired',
  login: 'somebody authenticated, or failed to',
  role: 'a role was given or taken',
  stop: 'everything was stopped, or the stop released',
}

/** @returns The page. */
export function logPage(): string {
  return page(
    'The log',
    `What Portcullis decides, and who changed what, goes into an append-only log. Whoever holds one checkpoint can tell later that nothing before it was changed, removed or added, without trusting the machine that keeps the log.`,
    `## Records`,
    `A record is one line of canonical JSON ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)). The bytes that are stored are the bytes that are hashed; \`sha256sum\` gives the record's hash. All records have \`kind\`, \`tenant\` and \`at\`.`,
    table(
      ['kind', 'says'],
      Object.entries(kinds).map(([kind, says]) => [code(kind), says]),
    ),
    `The record of a decision holds`,
    [
      `- the request as it was submitted (\`request.text\`), and the hash that obligations and idempotency hang on (\`request.hash\`);`,
      `- \`transaction.digest\`, what a signer would sign, and \`transaction.hash\`, of a transaction that came signed;`,
      `- \`basis\`: by their hashes, the policies, counters, operations, contracts, cluster and key that it stood on;`,
      `- \`calls\`: what the bytes said, call within call, with every fact; long values by their size and hash;`,
      `- \`facts\`: every fact that was asked, exactly, with its source and age, or why it failed; lists that have a name by their hash;`,
      `- \`limits\`: what was drawn on, before and after, and the version of each limit;`,
      `- \`decision\`, \`reason\`, \`obligations\`, \`draws\`, \`needs\`, and \`trace\`: the steps that were tested with the value of every comparison, and how many steps the index left out by which fact;`,
      `- \`imposed\`: a deny that the service gave whatever the policies say;`,
      `- \`executor\`, \`tookMs\`, \`engine\`, and \`semantics\`, the number under which the same record always comes out the same.`,
    ],
    `\`portcullis decide --records FILE\` writes such records, and \`portcullis replay --policies FOLDER FILE\` decides them again and compares byte by byte. A record is believed in what nobody can compute: \`tenant\`, \`at\`, \`id\`, \`executor\`, \`tookMs\`, \`engine\`, the versions, and where a fact came from. For these its hash in the log vouches.`,
    `## The tree`,
    `The log is a Merkle tree ([RFC 6962](https://www.rfc-editor.org/rfc/rfc6962) section 2.1, SHA-256). An entry is the 32 bytes of a record's hash, so that a record can be withheld or erased and the log still stands. Files are those of [C2SP tlog-tiles](https://c2sp.org/tlog-tiles); an export is a folder of them:`,
    table(
      ['path', 'holds'],
      [
        [
          `\`checkpoint\``,
          `origin, size and root, signed by the log ([tlog-checkpoint](https://c2sp.org/tlog-checkpoint)), and cosigned by witnesses ([tlog-cosignature](https://c2sp.org/tlog-cosignature))`,
        ],
        [`\`tile/entries/<N>[.p/<W>]\``, `entries, 256 to a file`],
        [
          `\`tile/<L>/<N>[.p/<W>]\``,
          `hashes of the tree; they may be missing, and then a changed entry is found but not named`,
        ],
        [
          `\`records/<N>.jsonl\``,
          `the records of a bundle as lines; an empty line is a record that was withheld or erased`,
        ],
      ],
    ),
    `Keys are lines \`name+id+key\` ([signed-note](https://c2sp.org/signed-note)), and the log's name is its origin.`,
    `## Receipts`,
    `Every answer carries a receipt: the log's signed word that the record will be in it by an instant. Many records share one signature.`,
    [
      `\`\`\``,
      `{ "recordHash": "0x…", "at": "…", "by": "…", "index": 0, "size": 3, "proof": ["…base64"], "signature": "…base64" }`,
      `\`\`\``,
    ],
    `The proof leads from the leaf hash of \`recordHash\` at \`index\` to the root over \`size\` record hashes. The Ed25519 signature is of five lines, each with a newline: \`<origin>/receipts\`, the size, the root in base64, \`at\` and \`by\`.`,
    `## Verifying`,
    `\`portcullis verify --log-key KEY FOLDER\` needs no network and believes nothing but the key. It shares no code with what writes the log. It says which entry is the first that is not as the log signed it; when the tile that would tell was changed as well, which 256 entries hold it. What it cannot tell from an export alone is that the operator shows others another history: for that it takes older checkpoints (\`--older\`), witnesses (\`--witness\`) and receipts (\`--receipts\`).`,
  )
}
