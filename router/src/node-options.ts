import { nodeOptions } from '@lms/kit/process-options'

/**
 * What the router is started with. Others than a service it holds many answers at a time. In half of this space they outlive
 * it, are copied over and over and then kept: with twenty answers of 100 kB under way, from two subgraphs each, that took
 * half of the router's time, and more memory.
 */
export const routerNodeOptions: readonly string[] = [...nodeOptions, '--max-semi-space-size=32']
