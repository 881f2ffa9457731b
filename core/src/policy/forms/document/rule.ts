/** One rule of a document as a condition: its chain type, its issuers, its transaction types and its conditions. */
import { canonical } from '../../../codec/canonical.ts'
import type * as Json from '../../../codec/json.ts'
import * as Addresses from '../../../facts/address.ts'
import { parseFunction } from '../../../facts/decoders/abi/fragment.ts'
import * as Idl from '../../../facts/decoders/solana/idl.ts'
import type { Definition } from '../../../facts/operation.ts'
import { InputError } from '../../../input-error.ts'
import { and, type Condition, constant, type Operand, or } from '../../condition.ts'
import { type Finding, fromError, rejection } from '../../finding.ts'
import type { Controller } from '../../limit.ts'
import { operators } from '../../operators.ts'
import type { Counter } from '../../policy.ts'
import { type Attribute, type Description, resolve, typesOf } from './attributes.ts'
import { chainGuard, type Described, issuerGuard, typeGuard } from './guard.ts'
import { type Literal, literal } from './literal.ts'
import { leavesOf, type Placed, sourceOf } from './nodes.ts'
import { isGroup, type Condition as Leaf, limits, type Node, type Rule, type TransactionType } from './schema.ts'

/** What compiling needs beside the document: counters by id, and ABIs already read, by their canonical text. */
export type Workshop = {
  readonly controllers: ReadonlyMap<string, Controller>
  readonly operations: readonly Definition[]
  readonly descriptions: Map<string, Description>
  readonly findings: Finding[]
}

export type CompiledRule = { readonly when: Condition; readonly counters: readonly Counter[] }

/** What the leaves of one rule share. */
type Scope = {
  readonly rule: Rule
  readonly path: Json.Path
  readonly workshop: Workshop
  readonly guard: Condition
  readonly types: readonly TransactionType[]
  readonly abis: Described
  readonly counters: Counter[]
}

/**
 * @returns The rule as a condition, with the counters that it names. What is wrong is added to the workshop's findings, and the
 * condition is then of no use.
 */
export function compileRule(rule: Rule, path: Json.Path, workshop: Workshop): CompiledRule {
  const leaves = leavesOf(rule.conditions, [...path, 'conditions'])
  if (leaves.length > limits.conditions) {
    workshop.findings.push(
      rejection('too_long', [...path, 'conditions'], `at most ${limits.conditions} conditions`, String(leaves.length)),
    )
  }
  const guard = and(chainGuard(rule.chain_type, path), issuerGuard(rule, path))
  const types = [...new Set(leaves.map(({ leaf }) => leaf.transaction_type))]
  const abis = abisOf(leaves, workshop)
  const scope: Scope = { rule, path, workshop, guard, types, abis, counters: [] }
  refuseMixedTypes(rule, path, workshop)
  const parts = rule.conditions.map((node, i) => compileNode(node, [...path, 'conditions', i], undefined, 1, scope))
  // One type for all leaves, which is the rule: then it is tested once.
  const typed = types.length === 1 ? typeGuard(types[0]!, rule, path, abis) : and()
  return { when: and(guard, typed, combine(rule.logic, parts)), counters: scope.counters }
}

function compileNode(node: Node, path: Json.Path, abi: Leaf['abi'], depth: number, scope: Scope): Condition {
  if (!isGroup(node)) return compileLeaf(node, path, node.abi ?? abi, scope)
  if (depth > limits.groupDepth) {
    scope.workshop.findings.push(
      rejection('group_too_deep', path, `at most ${limits.groupDepth} groups within each other`),
    )
    return and()
  }
  const parts = node.group.map((member, i) =>
    compileNode(member, [...path, 'group', i], node.abi ?? abi, depth + 1, scope),
  )
  return combine(node.logic, parts)
}

function compileLeaf(leaf: Leaf, path: Json.Path, abi: Leaf['abi'], scope: Scope): Condition {
  const { findings } = scope.workshop
  const type = leaf.transaction_type
  if (!typesOf(scope.rule.chain_type).includes(type)) {
    const expected = `one of ${typesOf(scope.rule.chain_type).join(', ')}`
    findings.push(rejection('chain_type_mismatch', [...path, 'transaction_type'], expected, type))
    return and()
  }
  const attribute = attributeOf(leaf.transaction_attr, type, path, abi, scope)
  if (attribute === null) return and()
  const typed = scope.types.length === 1 ? and() : typeGuard(type, scope.rule, scope.path, scope.abis)
  return and(
    typed,
    described(abi, scope.workshop),
    leaf.state === undefined ? stateless(leaf, path, attribute, scope) : stateful(leaf, path, attribute, abi, scope),
  )
}

/** An ABI as it was read with the rule; undefined for one that cannot be read, which was found already and refuses the policy. */
function descriptionOf(abi: NonNullable<Leaf['abi']>, workshop: Workshop): Description | undefined {
  return workshop.descriptions.get(canonical(abi as never))
}

/** A condition with an ABI speaks of calls of that function only, also where its attribute is a built-in one. */
function described(abi: Leaf['abi'], workshop: Workshop): Condition {
  if (abi === undefined) return and()
  const description = descriptionOf(abi, workshop)
  if (description === undefined) return and()
  if (description.kind === 'function') return { kind: 'exists', operand: { kind: 'arguments', abi: description.abi } }
  return { kind: 'exists', operand: { kind: 'instruction', idl: description.idl, program: description.program } }
}

/** A comparison of the attribute; over every value of a path with `[]` in an allow, over any in a deny. */
function stateless(leaf: Leaf, path: Json.Path, attribute: Attribute, scope: Scope): Condition {
  const right = operandOf(leaf, path, attribute, scope)
  if (right === null) return and()
  const source = sourceOf(path)
  // Where the attribute speaks of the whole request, the rule speaks only of calls that have a share in it.
  const share: Condition =
    attribute.measure === attribute.operand ? and() : { kind: 'exists', operand: attribute.measure }
  const exists = and(share, { kind: 'exists', operand: attribute.operand })
  if (!attribute.each)
    return and(exists, { kind: 'compare', operator: leaf.operator, left: attribute.operand, right, source })
  const holds: Condition = { kind: 'compare', operator: leaf.operator, left: { kind: 'item' }, right }
  return and(exists, { kind: scope.rule.action === 'allow' ? 'every' : 'some', over: attribute.operand, holds, source })
}

/** A comparison of the counter that sums or counts the attribute. */
function stateful(leaf: Leaf, path: Json.Path, attribute: Attribute, abi: Leaf['abi'], scope: Scope): Condition {
  const { findings, controllers } = scope.workshop
  const state = leaf.state!
  const controller = controllers.get(state.id)
  if (controller === undefined) {
    findings.push(
      rejection('state_unknown_controller', [...path, 'state', 'id'], 'the id of a counter that is given', state.id),
    )
    return and()
  }
  if (operators[leaf.operator].list) {
    findings.push(rejection('op_type_mismatch', [...path, 'operator'], 'a comparison with one total', leaf.operator))
    return and()
  }
  if (
    controller.method === 'sum' &&
    (attribute.list || attribute.each || !['integer', 'any'].includes(attribute.type))
  ) {
    findings.push(
      rejection(
        'op_type_mismatch',
        [...path, 'transaction_attr'],
        'an attribute that is one whole number',
        leaf.transaction_attr,
      ),
    )
    return and()
  }
  const total: Attribute = { ...attribute, type: 'integer', list: false, each: false }
  const right = operandOf(leaf, path, total, scope)
  const counter = counterOf(controller, leaf, path, attribute, abi, scope)
  if (right === null || counter === null) return and()
  scope.counters.push(counter)
  const left: Operand = { kind: 'counter', counter: controller.id, excludeCurrent: state.exclude_current ?? false }
  return and(
    { kind: 'exists', operand: left },
    { kind: 'compare', operator: leaf.operator, left, right, source: sourceOf(path) },
  )
}

function counterOf(
  controller: Controller,
  leaf: Leaf,
  path: Json.Path,
  attribute: Attribute,
  abi: Leaf['abi'],
  scope: Scope,
): Counter | null {
  const partition: Operand[] = []
  for (const { transactionType, transactionAttr } of controller.partitionBy) {
    const resolved =
      transactionType === leaf.transaction_type
        ? attributeOf(transactionAttr, leaf.transaction_type, [...path, 'state'], abi, scope)
        : null
    if (resolved === null || resolved.each) {
      const expected = `a counter whose partition has \`${leaf.transaction_type}\` attributes only`
      if (transactionType !== leaf.transaction_type) {
        scope.workshop.findings.push(
          rejection('attr_unresolvable', [...path, 'state', 'id'], expected, `${transactionType} ${transactionAttr}`),
        )
      }
      return null
    }
    partition.push(resolved.operand)
  }
  const measureKey = canonical([attribute.measure, ...partition].map(keyOfOperand) as never)
  const inScope = and(scope.guard, typeGuard(leaf.transaction_type, scope.rule, scope.path, scope.abis))
  return {
    id: controller.id,
    method: controller.method,
    measure: attribute.measure,
    measureKey,
    drawn: 'always',
    scope: inScope,
    partition,
  }
}

/** Operands that read the same bytes have the same key, whatever names their ABIs give to parameters. */
function keyOfOperand(operand: Operand): string {
  if (operand.kind === 'fact') return operand.name
  if (operand.kind !== 'member') return canonical(operand as never)
  if (operand.of.kind !== 'arguments') return `${keyOfOperand(operand.of)}.${operand.path.text}`
  const { selector, inputs } = operand.of.abi
  const position = inputs.findIndex((input) => input.name === operand.path.text)
  return `${selector}.${position < 0 ? operand.path.text : position}`
}

function attributeOf(
  name: string,
  type: TransactionType,
  path: Json.Path,
  abi: Leaf['abi'],
  scope: Scope,
): Attribute | null {
  const { findings } = scope.workshop
  try {
    const description = abi === undefined ? null : descriptionOf(abi, scope.workshop)
    if (description === undefined) return null
    const attribute = resolve(name, scope.rule.chain_type, type, description, scope.workshop.operations)
    if (attribute !== null) return attribute
    findings.push(
      rejection(
        'attr_unresolvable',
        [...path, 'transaction_attr'],
        `an attribute of \`${type}\` or a parameter of the ABI`,
        name,
      ),
    )
  } catch (error) {
    findings.push(fromError(error, [...path, 'transaction_attr']))
  }
  return null
}

function operandOf(leaf: Leaf, path: Json.Path, attribute: Attribute, scope: Scope): Operand | null {
  const place = [...path, 'value']
  const { types, list } = operators[leaf.operator]
  const { findings } = scope.workshop
  const refuse = (expected: string, at: Json.Path = place, came?: string) => {
    findings.push(rejection('op_type_mismatch', at, expected, came))
    return null
  }
  const scalarType = attribute.type
  if (scalarType === 'record' || scalarType === 'list')
    return refuse('a path to a single value or a list of them', [...path, 'transaction_attr'])
  const type = attribute.list ? 'list' : scalarType
  if (type !== 'any' && !(types as readonly string[]).includes(type))
    return refuse(`an operator for ${type} values`, [...path, 'operator'], leaf.operator)
  if (list && !Array.isArray(leaf.value)) return refuse('an array of values')
  if (!list && Array.isArray(leaf.value) && !attribute.list && type !== 'any') return refuse('a single value')
  if (!list && !Array.isArray(leaf.value) && attribute.list) return refuse('an array of values')
  try {
    if (!Array.isArray(leaf.value)) {
      const read = typedLiteral(leaf.value, attribute, place, scope)
      return read === null || scalarType === 'any' ? read : constant(read.readings[scalarType]!)
    }
    const items = leaf.value.map((item, i) => typedLiteral(item, attribute, [...place, i], scope))
    if (items.some((item) => item === null)) return null
    if (scalarType === 'any') return { kind: 'literals', items: items as Literal[] }
    return constant({ type: 'list', items: items.map((item) => item!.readings[scalarType]!) })
  } catch (error) {
    findings.push(fromError(error, place))
    return null
  }
}

function typedLiteral(
  value: string | number | boolean,
  { type, bytes }: Attribute,
  path: Json.Path,
  scope: Scope,
): Literal | null {
  const { findings } = scope.workshop
  try {
    const read = literal(value, scope.rule.chain_type)
    const reading = type === 'any' ? undefined : read.readings[type]
    if (reading?.type === 'bytes' && bytes !== undefined && reading.value.length !== 2 + 2 * bytes)
      findings.push(rejection('op_type_mismatch', path, `${bytes} bytes`, String(value)))
    else if (type === 'any' || reading !== undefined) return read
    else if (type === 'address')
      findings.push(rejection('bad_address', path, `an address of ${scope.rule.chain_type}`, String(value)))
    else findings.push(rejection('op_type_mismatch', path, typeNames[type] ?? type, String(value)))
  } catch (error) {
    findings.push(fromError(error, path))
  }
  return null
}

const typeNames: Partial<Record<Attribute['type'], string>> = {
  integer: 'a whole number: a JSON integer, or decimal or 0x text',
  bytes: 'bytes as 0x hex',
  boolean: 'true or false',
  text: 'text',
}

function describe(json: Record<string, unknown>, workshop: Workshop): Description {
  const key = canonical(json as never)
  const known = workshop.descriptions.get(key)
  if (known !== undefined) return known
  if (key.length > 65_536) throw new InputError('too_long', {}, 'an ABI of at most 64 KiB')
  const { program, ...idl } = json
  const description: Description = Object.hasOwn(json, 'instructions')
    ? { kind: 'idl', idl: Idl.parseIdl(idl), program: program === undefined ? null : pinned(program) }
    : { kind: 'function', abi: parseFunction(json) }
  workshop.descriptions.set(key, description)
  return description
}

/** The program that an IDL is pinned to, beside the address that the IDL itself may name. */
function pinned(program: unknown): string {
  if (typeof program === 'string') return Addresses.parse('solana', program).value
  throw new InputError('idl_invalid', { path: 'program' }, 'the address of a program')
}

function abisOf(leaves: readonly Placed[], workshop: Workshop): Scope['abis'] {
  return leaves.flatMap(({ leaf, path, abi }) => {
    if (abi === undefined) return []
    try {
      const description = describe(abi, workshop)
      return description.kind === 'function' ? [{ type: leaf.transaction_type, abi: description.abi }] : []
    } catch (error) {
      workshop.findings.push(fromError(error, [...path, 'abi']))
      return []
    }
  })
}

/** Conditions joined by `and` that ask for different transaction types never hold together. */
function refuseMixedTypes(rule: Rule, path: Json.Path, workshop: Workshop): void {
  const typesFor = (nodes: readonly Node[], logic: Rule['logic'], at: Json.Path): ReadonlySet<TransactionType> => {
    const sets = nodes.map((node, i) =>
      isGroup(node) ? typesFor(node.group, node.logic, [...at, i, 'group']) : new Set([node.transaction_type]),
    )
    if (logic === 'or') return new Set(sets.flatMap((set) => [...set]))
    const common = new Set([...sets[0]!].filter((type) => sets.every((set) => set.has(type))))
    if (common.size === 0 && sets.every((set) => set.size > 0)) {
      workshop.findings.push(rejection('conflict_mixed_types', at, 'conditions of one transaction type under `and`'))
    }
    return common
  }
  typesFor(rule.conditions, rule.logic, [...path, 'conditions'])
}

function combine(logic: Rule['logic'], parts: readonly Condition[]): Condition {
  return logic === 'or' ? or(...parts) : and(...parts)
}
