import { Variable } from '@naru/config';
import { IsNotEmpty, IsOptional, IsString } from 'class-validator';

/** Which registered model says what is in production. */
export class RegistrySettings {
  @Variable('REGISTERED_MODEL', {
    description:
      "Registered model in MLflow whose aliases say what is in production. Empty: the base model's name, for which training registers by default.",
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  registeredModel: string | undefined = undefined;
}
