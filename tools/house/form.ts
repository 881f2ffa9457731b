/** How a file must look: its name, its exports, its length. */
import ts from 'typescript'
import { type Finding, finding, isCore, nodes, type Source } from './source.ts'

/** Lines of a file of the core beyond which it is refused, and beyond which it is only reported. */
export const longest = { refused: 400, reported: 250 }

const empty = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'types', 'manager', 'managers', 'misc'])

/** The one value of the core that remembers what it came of without showing it. */
const remembering = new Set(['core/src/engine/concluded.ts'])

/** Finds names that say nothing, default exports, enums, classes of the core that are no errors, and files too long. */
export function form(source: Source): Finding[] {
  const broken = nodes(source).flatMap((node) => {
    const what = fault(source, node)
    return what === undefined ? [] : [finding('form', source, node, what)]
  })
  return [...names(source), ...broken, ...length(source)]
}

/** Counts the lines of a file; the last newline does not begin another. */
export function lines(source: Source): number {
  const { text } = source.tree
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

function names(source: Source): Finding[] {
  const word = source.path.split(/[/.\-_]|(?=[A-Z])/).find((part) => empty.has(part.toLowerCase()))
  return word === undefined ? [] : [finding('form', source, source.tree, `a name that says nothing: ${word}`)]
}

function fault(source: Source, node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return 'enum'
  if (isDefaultExport(node) && !source.path.endsWith('.config.ts')) return 'default export'
  const allowed = isError(node) || remembering.has(source.path)
  return ts.isClassLike(node) && isCore(source.path) && !allowed ? 'a class that is not an error' : undefined
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) return true
  return ts.isExportSpecifier(node) && node.name.text === 'default'
}

function isError(node: ts.Node): boolean {
  if (!ts.isClassLike(node)) return false
  const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  return base !== undefined && ts.isIdentifier(base.expression) && base.expression.text.endsWith('Error')
}

function length(source: Source): Finding[] {
  const count = lines(source)
  if (!isCore(source.path) || count <= longest.refused) return []
  return [finding('form', source, source.tree, `${count} lines, more than ${longest.refused}`)]
}
