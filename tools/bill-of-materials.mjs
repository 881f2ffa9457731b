#!/usr/bin/env node
// Prints what ships, as CycloneDX. `npm sbom --omit dev` also leaves out a package that is needed both at run time and for
// development (zod is), so this takes npm's whole bill and drops what npm marks as needed for development alone.
import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ 'bom-ref': string, name: string, version: string, properties?: { name: string, value: string }[] }} Component
 * @typedef {{ components: Component[], dependencies: { ref: string, dependsOn?: string[] }[] } & Record<string, unknown>} Bill
 */

const benchmarks = '@portcullis/bench'

/**
 * Gives the bill without the components that serve development alone, and without any mention of them.
 *
 * @param {Bill} bill
 * @returns {Bill}
 */
export function shipped(bill) {
  const components = bill.components.filter((one) => !isDevelopment(one))
  const dropped = new Set(bill.components.filter(isDevelopment).map((one) => one['bom-ref']))
  const dependencies = bill.dependencies
    .filter((one) => !dropped.has(one.ref))
    .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => !dropped.has(ref)) }))
  return { ...bill, components, dependencies }
}

/** @param {Component} one */
function isDevelopment(one) {
  if (one['bom-ref'].startsWith(`${benchmarks}@`)) return true
  return (one.properties ?? []).some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const options = { cwd: fileURLToPath(new URL('..', import.meta.url)), maxBuffer: 1 << 28 }
  const bill = JSON.parse(
    execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], options).toString(),
  )
  console.log(JSON.stringify(shipped(bill), null, 2))
}
