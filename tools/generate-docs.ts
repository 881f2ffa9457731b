/** Writes docs/ from the tables in the source: `npm run docs`. A test tells when they are out of date. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chainJsonSchema } from '../core/src/policy/forms/chain/schema.ts'
import { documentJsonSchema } from '../core/src/policy/forms/document/schema.ts'
import { rulebookJsonSchema } from '../core/src/policy/forms/rulebook/schema.ts'
import { casesJsonSchema } from '../server/src/command/cases-schema.ts'
import { chainPage } from './docs/chain.ts'
import { codesPage } from './docs/codes.ts'
import { documentPage } from './docs/document.ts'
import { factsPage } from './docs/facts.ts'
import { filesPage } from './docs/files.ts'
import { indexPage } from './docs/index.ts'
import { languagePage } from './docs/language.ts'
import { logPage } from './docs/log.ts'
import { rulebookPage } from './docs/rulebook.ts'

/** Where the pages are. */
export const folder = fileURLToPath(new URL('../docs', import.meta.url))

/** @returns Every page by its file name. To add one, add a row. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ['facts.md', factsPage()],
    ['codes.md', codesPage()],
    ['document.md', documentPage()],
    ['rulebook.md', rulebookPage()],
    ['language.md', languagePage()],
    ['chain.md', chainPage()],
    ['files.md', filesPage()],
    ['log.md', logPage()],
    ['document.schema.json', schemaPage(documentJsonSchema())],
    ['rulebook.schema.json', schemaPage(rulebookJsonSchema())],
    ['chain.schema.json', schemaPage(chainJsonSchema())],
    ['cases.schema.json', schemaPage(casesJsonSchema())],
  ])
}

function schemaPage(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of pages()) writeFileSync(join(folder, name), text)
}
