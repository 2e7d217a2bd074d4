// Made by `npm run fit-model`. Do not edit.
import type { FittedName } from './fittedParameters';
import type { FittedValue } from './fittedValue';

export const fittedValues: Readonly<Partial<Record<FittedName, FittedValue>>> = {
  floatingOperationsPerCycle: {
    start: 0.5,
    value: 0.422686448712783,
    range: [0.270073, 0.66154],
    claims: ['N4'],
  },
  libraryBytes: { start: 4194304, value: 3234250.51692591, range: [1617130, 6468500], claims: ['N12'] },
  runtimePrivateBytes: { start: 3145728, value: 3145728, range: [1572860, 6291460], claims: ['N12'] },
  runtimeChurnBytes: { start: 2097152, value: 0, range: [0, 4194300], claims: ['N12'] },
  mpiSoftwareCycles: { start: 1200, value: 1200, range: [400, 5000], claims: ['N18'] },
  stackSecondsPerPacket: {
    start: 0.000005,
    value: 0.000005,
    range: [0.000002, 0.00002],
    claims: ['N18', 'N23'],
  },
  stackBytesPerSecond: {
    start: 1000000000,
    value: 1000000000,
    range: [400000000, 3000000000],
    claims: ['N18'],
  },
  userExitSeconds: {
    start: 0.000006,
    value: 0.00000512382601714594,
    range: [0.000002725, 0.00000963434],
    claims: ['N18', 'N23', 'N25'],
  },
  virtioFlushSeconds: { start: 0.00004, value: 0.00004, range: [0, 0.00015], claims: ['N18', 'N23'] },
  extraNicSecondsPerPacket: {
    start: 0.000003,
    value: 0.000012375,
    range: [0.000004875, 0.000019875],
    claims: ['N25'],
  },
  nicLatencySeconds: { start: 0.000025, value: 0.000025, range: [0.00001, 0.00013], claims: ['N23'] },
  tigertonLatencySeconds: { start: 1.4e-7, value: 1.4e-7, range: [1e-7, 2.2e-7], claims: ['N3'] },
  overlapShare: { start: 0.7, value: 0.7, range: [0.3, 1], claims: ['N4'] },
  linkDataShare: { start: 0.6, value: 0.650010177563776, range: [0.471894, 0.895356], claims: ['N4'] },
  serviceWaitSeconds: {
    start: 0.0003,
    value: 0.00308485678289367,
    range: [0.000652368, 0.005],
    claims: ['N18', 'N23'],
  },
  startPasses: { start: 3, value: 3, range: [1.41861, 6.34423], claims: ['N22'] },
  nestedWalkSeconds: {
    start: 2e-8,
    value: 2.47371734419032e-8,
    range: [1.05699e-8, 5.78936e-8],
    claims: ['N1'],
  },
  guestTickSeconds: { start: 0.000008, value: 0.000008, range: [0.000002, 0.00004], claims: ['N1'] },
  lockGrowthPerVcpu: {
    start: 0.0133333333333333,
    value: 0.0133333333333333,
    range: [0.000833333, 0.0258333],
    claims: ['N3'],
  },
  imageEventSeconds: {
    start: 0.0001,
    value: 0.0000847408493604839,
    range: [0.00001, 0.000318677],
    claims: ['N3', 'N23'],
  },
  imagePeriodSeconds: { start: 0.1, value: 0.1, range: [0.01, 1], claims: ['N3', 'N23'] },
  imageCacheBytes: { start: 65536, value: 49152, range: [0, 524288], claims: ['N3', 'N23'] },
  guestFaultSeconds: {
    start: 0.000001,
    value: 0.000001,
    range: [6.04275e-7, 0.00000165488],
    claims: ['N22'],
  },
  hostFaultSeconds: {
    start: 0.000004,
    value: 0.0000037222881637188,
    range: [0.0000020932, 0.00000661927],
    claims: ['N22'],
  },
  hostFaultLockedShare: { start: 0.3, value: 0.3, range: [0.05, 0.6], claims: ['N22'] },
  swapInSeconds: { start: 0.00001, value: 0.0001, range: [0.00001, 0.001], claims: ['N16'] },
  shadowFaultSeconds: { start: 0.000006, value: 0.000006, range: [0.000002, 0.00002], claims: ['N3'] },
};
