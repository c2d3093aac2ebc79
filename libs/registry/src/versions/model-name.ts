/**
 * The registered model of a base model: all adapters of one base are its versions, so that one of them is in production.
 *
 * @param wanted a name of the configuration's or the environment's own
 */
export function registeredModelName(baseId: string, wanted?: string | null): string {
  // MLflow takes no slash and no colon in a model's name.
  return (wanted ?? baseId).replaceAll(/[/:]/g, '-');
}
