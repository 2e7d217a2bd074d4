import { ofHost } from '../../check/perHost';
import { pusInWords } from '../../check/words';
import type { ActionOf } from '../action';
import { changed, refusal, type Draft } from '../draft';
import { hostNamed, type Ground } from '../ground';
import { existing } from '../pus';
import { recut, takenFrom } from '../recut';

/** PUs that no VM of the host shall have. */
export function free(ground: Ground, action: ActionOf<'free'>): Draft {
  const home = hostNamed(ground, action.host);
  if ('kind' in home) return home;
  const known = existing(ground, action.pus);
  if ('kind' in known) return known;
  const wanted = takenFrom(ground, home.host, known.pus);
  if (wanted.size === 0)
    return refusal(
      known.pus.length === 0
        ? 'No PU is chosen. Choose the PUs that shall be free first.'
        : `No VM has ${pusInWords(known.pus)}${ofHost(home.host)}.`,
    );
  const changes = recut(ground, wanted);
  return 'kind' in changes ? changes : changed(changes);
}
