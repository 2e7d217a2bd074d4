// Made by scripts/generate.mjs from schemas/calibration.schema.json. Do not edit.

/**
 * calibration.json beside the attempts of an experiment: how many times as long things take on its host as the model says. Made by vmpart calibrate; predictions read it when they are told to.
 */
export interface CalibrationDocument {
  $schema?: string;
  /**
   * Version of this document format.
   */
  version: 1;
  /**
   * Version of vmpart that made it.
   */
  tool: string;
  /**
   * Id of the machine of the experiment's layouts.
   */
  machine: string;
  /**
   * Attempts whose times it was made of, all of them measured.
   *
   * @minItems 1
   */
  from: string[];
  /**
   * How many cells it was made of.
   */
  cells: number;
  /**
   * Standard deviation of log times about the calibrated model.
   */
  noise: number;
  error: {
    /**
     * Median over cells of how far times are off: 0.1 is a tenth of the shorter of both.
     */
    before: number | null;
    /**
     * Median over cells of how far times are off: 0.1 is a tenth of the shorter of both.
     */
    after: number | null;
    /**
     * The same of each cell by a calibration without it.
     */
    leftOut: number | null;
  };
  calibrated: {
    compute: CalibratedFactorDocument;
    memoryService: CalibratedFactorDocument;
    memoryLatency: CalibratedFactorDocument;
    messages: CalibratedFactorDocument;
    virtualisation: CalibratedFactorDocument;
  };
}
export interface CalibratedFactorDocument {
  /**
   * How many times as long as the model says.
   */
  factor: number;
  /**
   * Between low and high it lies with 95 %.
   */
  low: number;
  high: number;
  /**
   * Cells whose times tell of it; with 0 it is as it was believed before.
   */
  cells: number;
}
