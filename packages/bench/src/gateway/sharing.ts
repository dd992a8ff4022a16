/** Which of several identical requests under way are carried out once for all who wait: none, those to subgraphs, or all. */
export type Sharing = 'none' | 'subgraph requests' | 'all requests'

/** As our router's environment has it; the settings of Hive Gateway read the same. */
export const sharingEnvironment = (sharing: Sharing): Record<string, string> => ({
  SUBGRAPH_SHARING: sharing === 'none' ? 'off' : 'on',
  REQUEST_SHARING: sharing === 'all requests' ? 'on' : 'off',
})
