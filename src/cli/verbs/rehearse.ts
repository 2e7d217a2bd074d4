import { noWords, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { withProgress } from '../terminal';
import { UsageError } from '../usage';

export const rehearse: Verb = async ([action, ...argv], context) => {
  const args = parse(argv, { values: ['topology'] });
  noWords(args);
  const topology = args.values['topology'];
  switch (action) {
    case 'up': {
      const status = await withProgress(context.terminal, (tell) =>
        context.rehearsal.up(topology ?? 'rehearsal-4x2', tell, context.terminal.signal),
      );
      if (args.flags.has('json')) printJson(context, status);
      else context.terminal.out(`${status.topology} runs; log in: ${status.login}\n`);
      return 0;
    }
    case 'down':
      await context.rehearsal.down(topology);
      return 0;
    case 'status': {
      const all = await context.rehearsal.status();
      if (args.flags.has('json')) printJson(context, all);
      else
        for (const one of all) context.terminal.out(`${one.topology}  ${one.running ? 'running' : 'down'}\n`);
      return 0;
    }
    default:
      throw new UsageError('rehearse takes up, down or status.');
  }
};
