/** The page of codes, grouped as the source groups them by its comments. */
import { readFileSync } from 'node:fs'
import { codes } from '../../core/src/codes.ts'
import { code, page, table } from './page.ts'

type Group = { readonly title: string; readonly codes: readonly string[] }

/** @returns The page. */
export function codesPage(): string {
  const groups = groupsOf(readFileSync(new URL('../../core/src/codes.ts', import.meta.url), 'utf8'))
  const sections = groups.flatMap(({ title, codes: names }) => [
    `## ${title[0]!.toUpperCase()}${title.slice(1)}`,
    table(
      ['code', 'meaning'],
      names.map((name) => [code(name), codes[name as keyof typeof codes]]),
    ),
  ])
  return page(
    'Codes',
    `Every decision, refusal and finding carries one of these ${Object.keys(codes).length} codes. A code is never renamed or given another meaning.`,
    ...sections,
  )
}

/** @returns The codes of the source under the comment lines that head them, each of them once. */
export function groupsOf(source: string): readonly Group[] {
  const groups: { title: string; codes: string[] }[] = []
  for (const line of source.split('\n')) {
    const title = /^ {2}\/\/ (.+)$/.exec(line)?.[1]
    const name = /^ {2}([a-z0-9_]+):/.exec(line)?.[1]
    if (title !== undefined) groups.push({ title, codes: [] })
    if (name !== undefined) groups.at(-1)!.codes.push(name)
  }
  return groups
}
