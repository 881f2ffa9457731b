/** A decision that remembers what it came of, so that its trace is computed when somebody asks for it and costs nothing before. */
import type { Decision } from './decision.ts'
import type { Part } from './part.ts'

/** A class, since a private field is the one way to remember that costs nothing and shows nowhere. */
export class Concluded implements Decision {
  readonly decision: Decision['decision']
  readonly reason: Decision['reason']
  readonly obligations: Decision['obligations']
  readonly draws: Decision['draws']
  readonly needs: Decision['needs']
  readonly policies: Decision['policies']
  readonly #parts: () => readonly Part[]

  constructor(
    decision: Decision['decision'],
    reason: Decision['reason'],
    obligations: Decision['obligations'],
    draws: Decision['draws'],
    needs: Decision['needs'],
    policies: Decision['policies'],
    parts: () => readonly Part[],
  ) {
    this.decision = decision
    this.reason = reason
    this.obligations = obligations
    this.draws = draws
    this.needs = needs
    this.policies = policies
    this.#parts = parts
  }

  /** @returns One part for each policy and call, by policy; none for a decision that asked no policy. */
  static partsOf(decision: Decision): readonly Part[] {
    return decision instanceof Concluded ? decision.#parts() : []
  }
}
