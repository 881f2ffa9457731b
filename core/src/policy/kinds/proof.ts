/** Kinds that heed what the caller proves: membership of a list of which only the root is known, a signature, a signed score. */
import { z } from 'zod'
import type * as Hex from '../../codec/hex.ts'
import * as Path from '../../facts/decoders/abi/path.ts'
import { InputError } from '../../input-error.ts'
import { and, type Condition, constant, fact, type Operand } from '../condition.ts'
import * as Configuration from './configuration.ts'
import type { Kind } from './kind.ts'
import { calculate, compare, integer, not, now, reject } from './link.ts'

/** Of every address the caller proves that it is a leaf of the tree with this root. */
export const merkleAllowlist: Kind<{ readonly root: string }> = {
  configuration: z.strictObject({
    kind: z.literal('merkle-allowlist'),
    root: z.string().max(Configuration.limits.text),
  }),
  takes: 'accounts',
  meaning: 'Rejects unless `context.merkleProofs` prove of every address that it is on the list with the `root`.',
  configure: ({ root }) => {
    const value = readRoot(root)
    return ({ parameters }) => {
      const proven = parameters.map(({ operand }) =>
        some('merkleProofs', and(compare(item('account'), 'eq', operand), compare(item('root'), 'eq', value))),
      )
      return [reject('address is not proven to be on allow list', not(and(...proven)))]
    }
  },
}

/** One of the signers signed this very call. */
export const offChainSignature: Kind<{ readonly signers: string | readonly string[] }> = {
  configuration: z.strictObject({ kind: z.literal('signature'), signers: Configuration.addresses }),
  takes: 'anything',
  meaning: 'Rejects unless `context.signatures` has one of the call by one of the `signers`, until its deadline.',
  configure: ({ signers }, lists) => {
    const trusted = compare(item('signer'), 'in', Configuration.readAddresses(signers, lists, 'signers'))
    const valid = some('signatures', and(trusted, compare(item('deadline'), 'gte', now)))
    return () => [reject('no valid signature of the call', not(valid))]
  },
}

type Score = { readonly signers: string | readonly string[]; readonly max: string; readonly maximumAge: number }

/** A score that is too high is heeded even where a lower one is presented beside it. */
export const riskScore: Kind<Score> = {
  configuration: z.strictObject({
    kind: z.literal('risk-score'),
    signers: Configuration.addresses,
    max: Configuration.amount,
    maximumAge: Configuration.count,
  }),
  takes: 'accounts',
  meaning:
    'Rejects unless `context.riskScores` has of every address a score by one of the `signers`, at most `maximumAge` seconds old ' +
    'and not from the future; and any such score above `max`.',
  configure: (given, lists) => {
    const trusted = compare(item('signer'), 'in', Configuration.readAddresses(given.signers, lists, 'signers'))
    const most = integer(Configuration.readAmount(given.max, 'max'))
    const oldest = calculate(now, '-', integer(BigInt(given.maximumAge)))
    const fresh = and(compare(item('time'), 'gte', oldest), compare(item('time'), 'lte', now))
    return ({ parameters }) =>
      parameters.flatMap(({ operand }) => {
        const valid = and(trusted, compare(item('subject'), 'eq', operand), fresh)
        const high = and(valid, compare(item('score'), 'gt', most))
        return [
          reject('no valid risk score', not(some('riskScores', valid))),
          reject('risk score is too high', some('riskScores', high)),
        ]
      })
  },
}

/** Known and false where the caller says nothing. */
function some(name: string, holds: Condition): Condition {
  const over = fact(`context.${name}`)
  return and({ kind: 'exists', operand: over }, { kind: 'some', over, holds })
}

function item(name: string): Operand {
  return { kind: 'member', of: { kind: 'item' }, path: Path.parse(name) }
}

function readRoot(text: string): Operand {
  if (!/^0x[0-9a-f]{64}$/.test(text))
    throw new InputError('bad_hex', { path: 'root' }, '32 bytes in lower-case hexadecimal', text)
  return constant({ type: 'bytes', value: text as Hex.Hex })
}
