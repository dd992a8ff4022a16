import { logLine } from '@lms/kit/log-line'
import { z } from 'zod'

/** What of a JSON Schema tells how a field is indexed. */
interface FieldSchema {
  type?: string
  format?: string
  properties?: Record<string, FieldSchema>
  additionalProperties?: unknown
}

/** Fields that are read and not filtered by. */
const WORDS = new Set(['msg', 'message', 'stack', 'reason'])

/** The template of Elasticsearch's index `lms-logs`: each field of the log's schema, and none that somebody makes up. */
export function logIndexTemplate(): object {
  const { properties = {} } = z.toJSONSchema(logLine, { io: 'input' }) as FieldSchema
  const kubernetes = { properties: Object.fromEntries(['pod_name', 'container_name', 'host'].map(keyword)) }
  return {
    index_patterns: ['lms-logs*'],
    template: {
      settings: { 'index.mapping.ignore_malformed': true },
      mappings: {
        dynamic: false,
        properties: { '@timestamp': { type: 'date' }, ...fieldsOf(properties), kubernetes },
      },
    },
  }
}

const keyword = (name: string) => [name, { type: 'keyword' }] as const

const fieldsOf = (properties: Record<string, FieldSchema>): Record<string, object> =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fieldOf(name, schema)]))

function fieldOf(name: string, { type, format, properties, additionalProperties }: FieldSchema): object {
  if (properties) return { properties: fieldsOf(properties) }
  if (type === 'object' && additionalProperties !== undefined) return { type: 'flattened' }
  if (format === 'date-time') return { type: 'date' }
  if (type === 'integer') return { type: 'long' }
  return { type: WORDS.has(name) ? 'text' : 'keyword' }
}
