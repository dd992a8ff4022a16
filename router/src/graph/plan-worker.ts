import { workerData } from 'piscina'
import { createDocumentPlanner } from './plan-documents.ts'

/** Runs in a thread of its own: planning is synchronous and some documents take seconds. */
export default createDocumentPlanner(workerData.supergraphSdl)
