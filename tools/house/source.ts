/**
 * A source file as the house test sees it: its path and its syntax tree.
 * Rules look at the tree and never at the text, so that comments and strings cannot offend.
 */
import ts from 'typescript'

/** One parsed file. `path` is relative to the checkout, with forward slashes. */
export type Source = { readonly path: string; readonly tree: ts.SourceFile }
/** One broken rule, with the line where it is broken, counted from 1. */
export type Finding = { readonly rule: string; readonly path: string; readonly line: number; readonly what: string }
/** One import of a file, in any spelling: import, export from, import(), import type, require. */
export type Import = { readonly specifier: string; readonly node: ts.Node }

/** Parses a file, or a text that a test made up. */
export function parse(path: string, text: string): Source {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }
}

/** Builds a finding at a node. */
export function finding(rule: string, source: Source, node: ts.Node, what: string): Finding {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return { rule, path: source.path, line: line + 1, what }
}

/** Lists every node of the tree, parents first. */
export function nodes(source: Source): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source.tree)
  return found
}

/** Lists what the file imports. A specifier which is not a plain string is given as `*`. */
export function imports(source: Source): Import[] {
  return nodes(source).flatMap((node) => {
    const specifier = specifierOf(node)
    return specifier === undefined
      ? []
      : [{ specifier: ts.isStringLiteralLike(specifier) ? specifier.text : '*', node }]
  })
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  return ts.isCallExpression(node) && isLoader(node.expression) ? (node.arguments[0] ?? node) : undefined
}

function isLoader(callee: ts.Node): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

/** Tells whether the file is a test or a fixture of tests. */
export function isTest(path: string): boolean {
  return /\.(test|fixture)\.[cm]?[jt]s$/.test(path)
}

/** Tells whether the file is part of the core that ships. */
export function isCore(path: string): boolean {
  return path.startsWith('core/src/') && !isTest(path)
}
