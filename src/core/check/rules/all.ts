// Made by scripts/generate.mjs from the files beside it. Do not edit.
import type { Rule } from '../rule';
import { cpu01 } from './cpu01';
import { cpu02 } from './cpu02';
import { cpu03 } from './cpu03';
import { cpu04 } from './cpu04';
import { cpu05 } from './cpu05';
import { cpu06 } from './cpu06';
import { cpu07 } from './cpu07';
import { cpu08 } from './cpu08';
import { cpu09 } from './cpu09';
import { cpu10 } from './cpu10';
import { cpu11 } from './cpu11';
import { cpu12 } from './cpu12';
import { cpu13 } from './cpu13';
import { cpu14 } from './cpu14';
import { exp01 } from './exp01';
import { exp02 } from './exp02';
import { exp03 } from './exp03';
import { exp04 } from './exp04';
import { exp05 } from './exp05';
import { exp06 } from './exp06';
import { exp07 } from './exp07';
import { io01 } from './io01';
import { io02 } from './io02';
import { io03 } from './io03';
import { io04 } from './io04';
import { io05 } from './io05';
import { io06 } from './io06';
import { io07 } from './io07';
import { io08 } from './io08';
import { mem01 } from './mem01';
import { mem02 } from './mem02';
import { mem03 } from './mem03';
import { mem04 } from './mem04';
import { mem05 } from './mem05';
import { mem06 } from './mem06';
import { mem07 } from './mem07';
import { mem08 } from './mem08';
import { npb01 } from './npb01';
import { npb02 } from './npb02';
import { npb03 } from './npb03';
import { npb04 } from './npb04';
import { npb05 } from './npb05';
import { num01 } from './num01';
import { num02 } from './num02';
import { num03 } from './num03';
import { num04 } from './num04';
import { num05 } from './num05';
import { num06 } from './num06';
import { num07 } from './num07';
import { num08 } from './num08';
import { num09 } from './num09';
import { num10 } from './num10';
import { shm01 } from './shm01';
import { shm02 } from './shm02';
import { shm03 } from './shm03';
import { shm04 } from './shm04';
import { shm05 } from './shm05';
import { shm06 } from './shm06';

/** Every rule there is, by id. */
export const allRules: readonly Rule[] = [
  cpu01,
  cpu02,
  cpu03,
  cpu04,
  cpu05,
  cpu06,
  cpu07,
  cpu08,
  cpu09,
  cpu10,
  cpu11,
  cpu12,
  cpu13,
  cpu14,
  exp01,
  exp02,
  exp03,
  exp04,
  exp05,
  exp06,
  exp07,
  io01,
  io02,
  io03,
  io04,
  io05,
  io06,
  io07,
  io08,
  mem01,
  mem02,
  mem03,
  mem04,
  mem05,
  mem06,
  mem07,
  mem08,
  npb01,
  npb02,
  npb03,
  npb04,
  npb05,
  num01,
  num02,
  num03,
  num04,
  num05,
  num06,
  num07,
  num08,
  num09,
  num10,
  shm01,
  shm02,
  shm03,
  shm04,
  shm05,
  shm06,
];
