import { parts } from './parts.ts'
import { shop } from './shop.ts'

export const graphs = { shop, parts }

export type GraphName = keyof typeof graphs
