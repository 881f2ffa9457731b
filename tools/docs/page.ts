/** Parts of a page of documentation. */

const generated = '<!-- Written by `npm run docs`. Change the table in the source, not this page. -->'

/** @returns A page: a title, and paragraphs or tables apart by blank lines. */
export function page(title: string, ...parts: readonly (string | readonly string[])[]): string {
  const body = parts.map((part) => (typeof part === 'string' ? part : part.join('\n')))
  return `${[generated, `# ${title}`, ...body].join('\n\n')}\n`
}

/** @returns A Markdown table. Bars within cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

/** @returns `text` as code. */
export function code(text: string): string {
  return `\`${text}\``
}
