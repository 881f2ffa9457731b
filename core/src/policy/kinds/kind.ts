/**
 * Every kind of policy that a chain may link: its configuration, the parameters that it takes, and what it does. To add one, add
 * a row. What none of its moves ends, goes on.
 */
import type { z } from 'zod'
import { max, volume } from './amount.ts'
import { onlyAuthorizedSender, onlyOwner, onlySubjectOwner, roleBased } from './caller.ts'
import type { Lists } from './configuration.ts'
import { credential } from './credential.ts'
import { interval } from './interval.ts'
import type { Link, Move } from './link.ts'
import { allow, bypass, rejects } from './list.ts'
import { pause } from './pause.ts'
import { certifiedAction, certifiedTransfer } from './permit.ts'
import { merkleAllowlist, offChainSignature, riskScore } from './proof.ts'
import { volumeRate } from './rate.ts'
import { secureMint } from './reserve.ts'

/**
 * At least one address, lists of them too; at least one, and no list; any number of addresses, whole numbers and 32 bytes; none;
 * any, which are not looked at; or exactly these.
 */
export type Takes = 'addresses' | 'accounts' | 'words' | 'nothing' | 'anything' | readonly ('integer' | 'address')[]

export type Kind<Configuration> = {
  readonly configuration: z.ZodType<Configuration>
  readonly takes: Takes
  readonly meaning: string
  /** It reads the state of its target, so that it serves only one. */
  readonly bound?: true
  /**
   * @returns What the policy does for a link that maps what it takes.
   * @throws InputError With the field of the configuration as path.
   */
  readonly configure: (configuration: Configuration, lists: Lists) => (link: Link) => readonly Move[]
}

export const kinds = {
  allow,
  bypass,
  reject: rejects,
  'only-authorized-sender': onlyAuthorizedSender,
  'only-owner': onlyOwner,
  'only-subject-owner': onlySubjectOwner,
  pause,
  'role-based': roleBased,
  max,
  volume,
  'volume-rate': volumeRate,
  interval,
  'secure-mint': secureMint,
  credential,
  'certified-action': certifiedAction,
  'certified-transfer': certifiedTransfer,
  'merkle-allowlist': merkleAllowlist,
  signature: offChainSignature,
  'risk-score': riskScore,
} as const

export type KindName = keyof typeof kinds
