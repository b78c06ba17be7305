import { Ajv, type ValidateFunction } from 'ajv'

interface Media {
  schema: object
}

/** One documented answer. */
export interface DocumentedResponse {
  content?: Partial<Record<string, Media>>
  /** Documented headers are always sent. */
  headers?: Record<string, Media>
}

interface Operation {
  responses: Partial<Record<string, DocumentedResponse>>
}

interface Document {
  paths: Record<string, Partial<Record<string, Operation>>>
  components: { schemas: Record<string, object> }
}

/** A documented operation that a request is for. */
export interface Found {
  /** Its path, with the names of its parameters. */
  template: string
  /** The decoded values of the parameters in the path. */
  parameters: string[]
  operation: Operation
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** An OpenAPI document, as something that requests and answers can be held against. */
export class Contract {
  private readonly document: Document
  private readonly ajv = new Ajv({ strict: false, validateSchema: false, formats: { 'date-time': dateTime } })
  private readonly validators = new Map<object, ValidateFunction>()

  constructor(document: unknown) {
    this.document = document as Document
    // Under an id of its own, so that references to `#/components` are looked up in the whole document.
    this.ajv.addSchema(this.document, 'openapi')
  }

  /** The operation that a method and a target are for; HEAD is GET without a body. */
  find(method: string, target: string): Found | undefined {
    const path = segmentsOf(target)
    const matches = Object.entries(this.document.paths).flatMap(([template, operations]): Found[] => {
      const operation = operations[method === 'HEAD' ? 'get' : method.toLowerCase()]
      const parameters = path && parametersOf(template.split('/'), path)
      return operation && parameters ? [{ template, parameters, operation }] : []
    })
    // A literal path wins over a parameter.
    return matches.sort((a, b) => a.parameters.length - b.parameters.length)[0]
  }

  /** What is wrong with a value that should match a schema of the document; undefined when nothing is. */
  mismatch(schema: object, value: unknown): string | undefined {
    let validate = this.validators.get(schema)
    if (!validate) {
      validate = this.ajv.compile(absolute(schema))
      this.validators.set(schema, validate)
    }
    return validate(value) ? undefined : this.ajv.errorsText(validate.errors)
  }

  /** The schema of problem documents. */
  get problem(): object {
    const { Problem } = this.document.components.schemas
    if (!Problem) throw new Error('the OpenAPI document has no schema "Problem"')
    return Problem
  }
}

/** The same schema with its references leading into the document. */
function absolute(schema: object): object {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')
  return JSON.parse(text) as object
}

/** The decoded segments of the path in a target, without a trailing slash; undefined when it cannot be decoded. */
function segmentsOf(target: string): string[] | undefined {
  const path = target.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/s, '')
  try {
    return path
      .replace(/(?<=.)\/$/, '')
      .split('/')
      .map((segment) => decodeURIComponent(segment))
  } catch {
    return undefined
  }
}

/** The values of the parameters when the path matches. */
function parametersOf(template: readonly string[], path: readonly string[]): string[] | undefined {
  if (template.length !== path.length) return undefined
  const isParameter = (part: string): boolean => part.startsWith('{')
  const matches = template.every((part, index) =>
    isParameter(part) ? path[index] !== '' : part === path[index],
  )
  return matches ? path.filter((_, index) => isParameter(template[index] ?? '')) : undefined
}
