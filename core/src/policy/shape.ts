/** Reads JSON by a schema that is also published: one source for what is accepted, its type and what editors complete. */
import type { z } from 'zod'
import * as Json from '../codec/json.ts'
import { InputError } from '../input-error.ts'
import { parsing, shapeFindings } from './finding.ts'

/**
 * @param schema - Of strict objects. Of a union of two, the second is meant by an object.
 * @throws InputError The first thing that is wrong, with its path.
 */
export function readShape<T>(schema: z.ZodType<T>, json: Json.JsonValue): T {
  const result = schema.safeParse(json, parsing)
  if (result.success) return result.data
  const [finding] = shapeFindings(result.error, (value) => typeof value === 'object')
  // INVARIANT: a shape that does not fit has findings.
  const { code, path, expected, came } = finding!
  throw new InputError(code, { path: Json.pathText(path) }, expected, came)
}
