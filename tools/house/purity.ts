/** What the core may not do: wait, look at a clock, at chance, at its surroundings, or make code of text. */
import ts from 'typescript'
import { type Finding, finding, isCore, nodes, type Source } from './source.ts'

/** Names of the surroundings. They may be members (`fact.process`), never free names, not even of our own variables. */
const surroundings = new Set([
  ...[
    'Promise',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'fetch',
    'crypto',
    'performance',
    'Intl',
  ],
  ...['process', 'globalThis', 'console', 'Buffer', 'require', 'eval', 'WeakRef', 'FinalizationRegistry'],
])
/** Methods that answer by the time zone or the language of the machine. */
const local =
  /^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds)$|^getTimezoneOffset$|^toLocale|^localeCompare$|^toDateString$|^toTimeString$/

/** Finds what is impure in a file of the core. */
export function purity(source: Source): Finding[] {
  if (!isCore(source.path)) return []
  return nodes(source).flatMap((node) => {
    const what = impurity(node)
    return what === undefined ? [] : [finding('purity', source, node, what)]
  })
}

function impurity(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async'
  if (node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node)) return 'await'
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return 'import.meta'
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'import()'
  if (ts.isPropertyAccessExpression(node) && local.test(node.name.text)) return `.${node.name.text}`
  return ts.isIdentifier(node) && !isMember(node) ? named(node) : undefined
}

function named(node: ts.Identifier): string | undefined {
  if (surroundings.has(node.text)) return node.text
  if (node.text === 'Function') return isCallee(node) ? 'new Function' : undefined
  if (node.text === 'Math') return isAccess(node, /^(?!random$)/) ? undefined : 'Math.random'
  return node.text === 'Date' && !isFrozenDate(node) ? 'Date without an instant' : undefined
}

/** A date is pure as a type, made from one instant, or computed in UTC. More arguments would be local time. */
function isFrozenDate(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isTypeReferenceNode(parent) || isAccess(node, /^(UTC|parse)$/)) return true
  return isInstanceOf(parent) || (ts.isNewExpression(parent) && isInstant(parent.arguments))
}

function isInstant(list: ts.NodeArray<ts.Expression> | undefined): boolean {
  return list?.length === 1 && !ts.isSpreadElement(list[0]!)
}

function isInstanceOf(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
}

function isAccess(node: ts.Identifier, name: RegExp): boolean {
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && name.test(parent.name.text)
}

function isCallee(node: ts.Identifier): boolean {
  return (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent)) && node.parent.expression === node
}

/** Tells whether the name is that of a member, which needs an owner and is therefore not free. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isQualifiedName(parent)) return parent.right === node
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === node
  if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node
  const owner = parent as { readonly name?: ts.Node }
  return owner.name === node && members.has(parent.kind)
}

const members = new Set([
  ts.SyntaxKind.PropertyAccessExpression,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.PropertyDeclaration,
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.MethodSignature,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
  ts.SyntaxKind.NamedTupleMember,
])
