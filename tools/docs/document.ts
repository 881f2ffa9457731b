/** The page of the form *document*: its attributes by transaction type, its operators, its limits. */
import { catalogue } from '../../core/src/facts/catalogue.ts'
import { builtins, type Row, standard, typesOf } from '../../core/src/policy/forms/document/attributes.ts'
import {
  type ChainType,
  chainTypes,
  limits,
  type TransactionType,
} from '../../core/src/policy/forms/document/schema.ts'
import { type OperatorName, operators } from '../../core/src/policy/operators.ts'
import { code, page, table } from './page.ts'
import { ruleSections } from './rules.ts'

const typeMeanings: Readonly<Record<TransactionType, string>> = {
  nativeTransfer: 'a transfer of the native coin and nothing else: no call data, no other instruction',
  erc20:
    'a call of a standard ERC-20 function that sends no native value; with an ABI in the rule, a call of that function',
  erc721: 'the same for ERC-721',
  eip712: 'typed data to sign',
  eip191: 'a message to sign',
  solanaTransaction: 'any instruction of a Solana message',
  offchainOperation: 'something done with the key that is no transaction, such as its export',
}

/** Documents have no patterns. */
type DocumentOperator = Exclude<OperatorName, 'matches'>

const operatorMeanings: Readonly<Record<DocumentOperator, string>> = {
  eq: 'both are equal; lists item by item',
  neq: 'both are there and not equal',
  lt: 'less than',
  lte: 'at most',
  gt: 'more than',
  gte: 'at least',
  in: 'is one of the values; of a list, some item is',
  all: 'of a list: it has items, and each is one of the values',
}

const limitMeanings: Readonly<Record<Exclude<keyof typeof limits, 'text'>, string>> = {
  rules: 'rules of a document',
  description: 'code points of a description',
  issuers: 'issuers of a rule',
  issuerId: 'characters of an issuer’s id',
  conditions: 'conditions of a rule, members of groups included; members of a group',
  groupDepth: 'groups within each other',
  attribute: 'characters of an attribute’s name',
  listItems: 'values of a condition',
}

/** @returns The page. */
export function documentPage(): string {
  const types = chainTypes.flatMap((chain) => typesOf(chain).map((type) => [chain, type] as const))
  return page(
    'The form *document*',
    'A document has a `version` ("1.0") and `rules`; [document.schema.json](document.schema.json) is its JSON Schema. Each condition names a transaction type, an attribute of it, an operator and a value. Deny rules win over allow rules, and what no rule allows is denied. An attribute that is absent makes its condition false, for every operator. Amounts are in base units.',
    ...ruleSections(),
    '## Transaction types',
    table(
      ['chain type', 'transaction type', 'what is of it'],
      types.map(([chain, type]) => [code(chain), code(type), typeMeanings[type]]),
    ),
    '## Attributes',
    'A name is looked up in this order: built in for the transaction type; a parameter of the ABI that the condition or its group brings; a parameter of a standard token function. `abi:` before the name skips the first step. Parameters within tuples and lists are reached by path: `order.maker`, `legs[0].amount`, `path[]` for every item.',
    ...types.flatMap(([chain, type]) => [`### ${chain}, ${type}`, attributesOf(chain, type), ...more(type)]),
    '## Operators',
    table(
      ['operator', 'types', 'value', 'meaning'],
      (Object.keys(operatorMeanings) as DocumentOperator[]).map(operatorRow),
    ),
    'The type of the attribute decides how the value is read: a whole number as a JSON integer, decimal text or 0x text; an address in any spelling of its chain, with the checksum verified; bytes as 0x hex; text as itself, exactly. A JSON number with a fraction, or of 2^53 and more, is refused.',
    '## Limits',
    table(
      ['at most', 'of what'],
      Object.entries(limitMeanings).map(([name, meaning]) => [String(limits[name as keyof typeof limits]), meaning]),
    ),
  )
}

function attributesOf(chain: ChainType, type: TransactionType): readonly string[] {
  const row = ([name, fact, factType, list]: Row, kind: string): readonly string[] => [
    code(name),
    list === undefined ? factType : `list of ${factType}`,
    kind,
    code(fact),
    catalogue.get(fact)?.meaning ?? '',
  ]
  const own = (builtins[`${chain} ${type}`] ?? []).map((one) => row(one, 'built in'))
  const parameters = (standard[type] ?? []).map((one) => row(one, 'parameter'))
  return table(['attribute', 'type', 'kind', 'fact', 'meaning'], [...own, ...parameters])
}

/** What attributes there are besides the named ones. */
function more(type: TransactionType): readonly string[] {
  const texts: Readonly<Partial<Record<TransactionType, string>>> = {
    erc20: 'Any parameter of the function that an `abi` describes.',
    erc721: 'Any parameter of the function that an `abi` describes.',
    eip712: 'Any member of the message, by path.',
    solanaTransaction: 'With an Anchor IDL as `abi`: `arguments.…` and `accounts.…` of the instruction.',
    offchainOperation: 'Any field of an operation, known or defined by the tenant.',
  }
  const text = texts[type]
  return text === undefined ? [] : [text]
}

function operatorRow(name: DocumentOperator): readonly string[] {
  const { types, list } = operators[name]
  const every = types.length > 2 ? 'every type' : types.join(', ')
  return [code(name), every, list ? 'a list' : 'one value', operatorMeanings[name]]
}
