/** The index of the pages. */
import { page, table } from './page.ts'

/** Every page but this one, and what it is about. A test tells when one is missing. */
export const contents: Readonly<Record<string, string>> = {
  'document.md': 'the form *document*: allow and deny rules over attributes of a transaction',
  'rulebook.md': 'the form *rulebook*: rules with priorities and actions, and ways to combine them',
  'language.md': 'conditions of a rulebook: grammar, operators, quantifiers, calculations, time, each with an example',
  'chain.md': 'the form *chain*: ordered policies for the functions of a contract, with their edge cases',
  'facts.md': 'what policies can speak of',
  'codes.md': 'what every decision, refusal and finding means',
  'files.md': 'tokens, lists, counters, keys and facts beside a policy',
  'log.md': 'records, the Merkle tree that holds them, receipts, and how they are verified',
  'document.schema.json': 'JSON Schema of documents, for editors',
  'rulebook.schema.json': 'JSON Schema of rulebooks and of their conditions',
  'chain.schema.json': 'JSON Schema of chains',
  'cases.schema.json': 'JSON Schema of `cases.json`, what policies must decide',
}

/** @returns The page. */
export function indexPage(): string {
  return page(
    'Reference',
    'These pages are written from the tables of the source, and tests execute their examples. [README](../README.md) shows how to begin, [ARCHITECTURE](../ARCHITECTURE.md) how it works.',
    table(
      ['page', 'about'],
      Object.entries(contents).map(([name, about]) => [`[${name}](${name})`, about]),
    ),
  )
}
