import { rankWrapper, type Launcher } from './launch';

/** One process, on the machine or in the first VM. */
export const plain: Launcher = {
  id: 'plain',
  title: 'One process, on the machine or in the first VM.',
  launch: (request) => ({
    argv: rankWrapper(request),
    tools: [],
    environment: request.environment,
    ranks: request.ranks,
    hostFile: null,
    needs: [],
  }),
};
