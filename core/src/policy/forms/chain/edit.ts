/**
 * Operations on a chain text: each gives a new text, which compiles, or refuses and changes nothing. Links are told by the name
 * of their policy, since none occurs twice in a chain.
 */
import type { Hex } from '../../../codec/hex.ts'
import * as Addresses from '../../../facts/address.ts'
import { parseSignature } from '../../../facts/decoders/abi/fragment.ts'
import { InputError } from '../../../input-error.ts'
import { compile, parse } from '../../text.ts'
import type { Chain, LinkEntry } from './schema.ts'

/** A function of a target: CAIP-2 chain, address, and the 4 bytes of the selector. */
export type Spot = { readonly chain: string; readonly address: string; readonly selector: Hex }

/** @returns The links of the function in order. @throws InputError `absent_link` when the text does not name the function. */
export function list(text: string, spot: Spot): readonly LinkEntry[] {
  return linksAt(read(text), spot).links
}

/**
 * @param position - From 0, at most the number of links, which is the end and what is meant if unsaid. Links from there on move.
 * @throws InputError `out_of_range` for another position; whatever is wrong with the text that results.
 */
export function add(text: string, spot: Spot, link: LinkEntry, position?: number): string {
  return changed(text, spot, (links) => {
    const at = position ?? links.length
    if (!Number.isInteger(at) || at < 0 || at > links.length)
      throw new InputError('out_of_range', {}, `a position from 0 to ${links.length}`, `${at}`)
    return links.toSpliced(at, 0, link)
  })
}

/** @throws InputError `absent_link` when the chain does not link the policy. */
export function remove(text: string, spot: Spot, policy: string): string {
  return changed(text, spot, (links) => links.toSpliced(positionOf(links, policy), 1))
}

/**
 * @param order - The names of the policies, each as often as it is linked, which is once.
 * @throws InputError `absent_link` for a policy that is not linked; `missing_field` for one that is left out.
 */
export function reorder(text: string, spot: Spot, order: readonly string[]): string {
  return changed(text, spot, (links) => {
    const sorted = order.map((policy) => links[positionOf(links, policy)]!)
    const left = links.find(({ policy }) => !order.includes(policy))
    if (left !== undefined) throw new InputError('missing_field', {}, 'every link of the chain', left.policy)
    return sorted
  })
}

type Change = (links: readonly LinkEntry[]) => readonly LinkEntry[]

function changed(text: string, spot: Spot, change: Change): string {
  const chain = read(text)
  const { target, fn, links } = linksAt(chain, spot)
  const functions = chain.targets[target]!.functions.map((one, i) =>
    i === fn ? { ...one, links: change(links) } : one,
  )
  const targets = chain.targets.map((one, i) => (i === target ? { ...one, functions } : one))
  const result = `${JSON.stringify({ ...chain, targets }, null, 2)}\n`
  compile(parse(result))
  return result
}

function read(text: string): Chain {
  const { form, content } = parse(text)
  if (form === 'chain') return content
  throw new InputError('unknown_form', { path: 'form' }, '`chain`', form)
}

function linksAt({ targets }: Chain, { chain, address, selector }: Spot) {
  const wanted = Addresses.parse('evm', address).value
  const target = targets.findIndex((one) => one.chain === chain && Addresses.parse('evm', one.address).value === wanted)
  const functions = targets[target]?.functions ?? []
  const fn = functions.findIndex((one) => parseSignature(one.function).selector === selector.toLowerCase())
  const found = functions[fn]
  if (found === undefined)
    throw new InputError('absent_link', {}, 'a function that the text names', `${chain}/${address} ${selector}`)
  return { target, fn, links: found.links }
}

function positionOf(links: readonly LinkEntry[], policy: string): number {
  const position = links.findIndex((link) => link.policy === policy)
  if (position >= 0) return position
  const names = links.map((link) => link.policy)
  throw new InputError(
    'absent_link',
    {},
    names.length === 0 ? 'a chain with links' : `one of ${names.join(', ')}`,
    policy,
  )
}
