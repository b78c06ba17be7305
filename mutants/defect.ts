/** One replacement in one file of the service. */
export interface Edit {
  /** Below `service/`. */
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
}

/** A planted defect: a small change of the service that the specification must notice. */
export interface Defect {
  name: string
  /** What it breaks, in one sentence. */
  breaks: string
  edits: Edit[]
  /** A regular expression for the names of the scenarios that are expected to go red. */
  caughtBy: string
  /** Whether `npm test` plants it, too; CI plants all of them. */
  fast?: boolean
}
