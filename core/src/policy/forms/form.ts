/** Every form of policy: how its text is read, compiled and remarked on. To add one, add a row. */
import type * as Json from '../../codec/json.ts'
import type { Finding } from '../finding.ts'
import type { Policy } from '../policy.ts'
import { neverTrue, rulesOf } from '../reasoning/remarks.ts'
import * as Chains from './chain/chain.ts'
import { remarksOn as remarksOnChain } from './chain/remarks.ts'
import type { Chain } from './chain/schema.ts'
import * as Documents from './document/document.ts'
import { remarksOn as remarksOnDocument } from './document/remarks.ts'
import type { Document } from './document/schema.ts'
import { remarksOn as remarksOnRulebook } from './rulebook/remarks.ts'
import * as Rulebooks from './rulebook/rulebook.ts'
import type { Rulebook } from './rulebook/schema.ts'

export type FormName = 'document' | 'rulebook' | 'chain'

/** The text of a form, its shape checked. */
export type Content =
  | { readonly form: 'document'; readonly content: Document }
  | { readonly form: 'rulebook'; readonly content: Rulebook }
  | { readonly form: 'chain'; readonly content: Chain }

export type Failure = { readonly findings: readonly Finding[] }

type Form = {
  readonly read: (json: Json.JsonValue) => Content | Failure
  readonly compile: (
    content: never,
    id: string,
    hash: string,
    named: Documents.Named,
  ) => { readonly policy: Policy } | Failure
  /** What is legal and dangerous, or conflicts, in a text that compiles. */
  readonly remarks: (content: never, policy: Policy) => readonly Finding[]
}

export const forms: Readonly<Record<FormName, Form>> = {
  document: {
    read: (json) => {
      const read = Documents.read(json)
      return 'findings' in read ? read : { form: 'document', content: read.document }
    },
    compile: (content: Document, id, hash, named) => Documents.compile(content, id, hash, named),
    remarks: (content: Document, policy) => [...remarksOnDocument(content), ...neverTrue(rulesOf(policy))],
  },
  rulebook: {
    read: (json) => {
      const read = Rulebooks.read(json)
      return 'findings' in read ? read : { form: 'rulebook', content: read.rulebook }
    },
    compile: (content: Rulebook, id, hash) => Rulebooks.compile(content, id, hash),
    remarks: (content: Rulebook, policy) => remarksOnRulebook(content, policy),
  },
  chain: {
    read: (json) => {
      const read = Chains.read(json)
      return 'findings' in read ? read : { form: 'chain', content: read.chain }
    },
    compile: (content: Chain, id, hash) => Chains.compile(content, id, hash),
    remarks: (content: Chain) => remarksOnChain(content),
  },
}
