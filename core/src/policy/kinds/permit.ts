/** Kinds that want a signed permit, presented by the caller in `context.permit`: for exactly this call, or for a transfer. */
import { z } from 'zod'
import type { Hex } from '../../codec/hex.ts'
import { parseSignature } from '../../facts/decoders/abi/fragment.ts'
import * as Path from '../../facts/decoders/abi/path.ts'
import { InputError } from '../../input-error.ts'
import { always, and, type Condition, constant, fact, type Operand, or } from '../condition.ts'
import type { Controller } from '../limit.ts'
import type { Counter } from '../policy.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { compare, integer, type Link, type Move, not, now, type Parameter, reject, sender } from './link.ts'

type Shape = {
  readonly contract: string
  readonly issuers: string | readonly string[]
  readonly revoked?: readonly string[] | undefined
}

const permit = fact('context.permit')
const zero = `0x${'00'.repeat(32)}` as const

const shape = {
  contract: Configuration.address,
  issuers: Configuration.addresses,
  revoked: z.array(z.string().max(Configuration.limits.text)).max(10_000).optional(),
}

/** Permits that were presented to a contract are that contract’s matter. */
export const certifiedAction: Kind<Shape> = {
  configuration: z.strictObject({ kind: z.literal('certified-action'), ...shape }),
  takes: 'words',
  meaning:
    'Rejects unless `context.permit` is a permit for `contract`, signed by one of the `issuers` and not `revoked`, of this caller, ' +
    'target, function and parameters, until its expiry (0: for ever) and for its number of uses (0: any).',
  configure: (given, lists) => {
    const valid = validity(given, lists)
    return (link) => moves(link, and(valid(link), intended(link)))
  },
}

/** Of a permit for transfers the function and the amount may be others: its third parameter is the most that may move. */
export const certifiedTransfer: Kind<Shape> = {
  configuration: z.strictObject({ kind: z.literal('certified-transfer'), ...shape }),
  takes: ['address', 'address', 'integer'],
  meaning:
    'The same for `transfer` and `transferFrom`, of `from`, `to` and `amount`: the permit is of this caller, target, `from` and ' +
    '`to`, and its third parameter is the most that may move at once (0: any amount). Other functions are rejected.',
  configure: (given, lists) => {
    const valid = validity(given, lists)
    return (link) => {
      if (!transfers.has(link.selector)) return [reject('unsupported selector', always)]
      return moves(link, and(valid(link), intendedTransfer(link)))
    }
  },
}

const transfers: ReadonlySet<Hex> = new Set(
  ['transfer(address,uint256)', 'transferFrom(address,address,uint256)'].map((one) => parseSignature(one).selector),
)

/** Signed by an issuer, and neither revoked, expired nor used up. */
function validity({ contract, issuers, revoked = [] }: Shape, lists: Configuration.Lists): (link: Link) => Condition {
  const signed = and(
    compare(of('verifyingContract'), 'eq', constant(Configuration.readAddress(contract, 'contract'))),
    compare(of('signer'), 'in', Configuration.readAddresses(issuers, lists, 'issuers')),
  )
  const withdrawn = constant({ type: 'list', items: revoked.map((text, i) => idOf(text, `revoked[${i}]`)) })
  return (link) => {
    const used = { kind: 'counter', counter: counterId(link), excludeCurrent: true } as const
    return and(
      signed,
      not(compare(of('permitId'), 'in', withdrawn)),
      or(compare(of('expiry'), 'eq', integer(0n)), compare(of('expiry'), 'gte', now)),
      or(compare(of('maxUses'), 'eq', integer(0n)), compare(of('maxUses'), 'gt', used)),
    )
  }
}

/** A use is counted for every permit by its id, whatever function or target it serves, and never again given back. */
function moves(link: Link, valid: Condition): readonly Move[] {
  const id = counterId(link)
  return [
    reject('no valid permit found', not({ kind: 'exists', operand: permit })),
    reject('permitId cannot be 0', compare(of('permitId'), 'eq', constant({ type: 'bytes', value: zero }))),
    reject('contextual permit is invalid', not(valid)),
    { verdict: 'draw', counter: counterOf(id), controller: controllerOf(id) },
  ]
}

function counterId({ policy }: Link): string {
  return `${policy}/permit`
}

/** The permit is for this call: caller, subject, function and every parameter. */
function intended({ target, selector, parameters }: Link): Condition {
  return and(
    compare(of('caller'), 'eq', sender),
    compare(of('subject'), 'eq', constant(target)),
    compare(of('selector'), 'eq', constant({ type: 'bytes', value: selector })),
    compare(of('parameterCount'), 'eq', integer(BigInt(parameters.length))),
    ...parameters.map(sameWord),
  )
}

/** Below 0 is a huge amount on chain. */
function intendedTransfer({ target, parameters: [from, to, amount] }: Link): Condition {
  const most = of('parameters[2].integer')
  return and(
    compare(of('caller'), 'eq', sender),
    compare(of('subject'), 'eq', constant(target)),
    compare(of('parameterCount'), 'eq', integer(3n)),
    sameWord(from!, 0),
    sameWord(to!, 1),
    { kind: 'exists', operand: most },
    or(compare(most, 'eq', integer(0n)), compare(amount!.operand, 'lte', most)),
    compare(amount!.operand, 'gte', integer(0n)),
  )
}

/** A parameter that is absent in the permit is another. */
function sameWord({ operand, type }: Parameter, index: number): Condition {
  const word = of(`parameters[${index}].${type}`)
  return and({ kind: 'exists', operand: word }, compare(word, 'eq', operand))
}

function of(path: string): Operand {
  return { kind: 'member', of: permit, path: Path.parse(path) }
}

function counterOf(id: string): Counter {
  return {
    id,
    method: 'count',
    measure: of('permitId'),
    measureKey: 'uses of a permit',
    drawn: 'byStep',
    scope: and(),
    partition: [of('permitId')],
  }
}

function controllerOf(id: string): Controller {
  return { id, method: 'count', window: { type: 'lifetime' }, partitionBy: [] }
}

function idOf(text: string, field: string): { readonly type: 'bytes'; readonly value: Hex } {
  if (!/^0x[0-9a-f]{64}$/.test(text))
    throw new InputError('bad_hex', { path: field }, '32 bytes in lower-case hexadecimal', text)
  return { type: 'bytes', value: text as Hex }
}
