/** The strongest use of an engine without an index of its own: the host keeps the rules of each key apart, and asks only those. */
import type { Rule } from './workload.ts'

/** @returns What `make` makes of the rules of each key and of those that hold for all, by key; and of the latter alone. */
export function byKey<T>(
  rules: readonly Rule[],
  make: (rules: readonly Rule[], name: string) => T,
): (key: string) => T {
  const global = rules.filter(({ key }) => key === null)
  const own = new Map<string, Rule[]>()
  for (const rule of rules) {
    if (rule.key === null) continue
    const list = own.get(rule.key)
    if (list === undefined) own.set(rule.key, [rule])
    else list.push(rule)
  }
  const made = new Map([...own].map(([key, list]) => [key, make([...global, ...list], key)]))
  const others = make(global, 'others')
  return (key) => made.get(key) ?? others
}
