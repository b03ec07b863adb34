"""Run as a script: does the library read this model, or does it end the process?

`python _probe.py xgboost|lightgbm < FILE` loads the model, writes it again and predicts one row.
Exit code 0 says that it can be done elsewhere too; the reason why not is on standard error.
"""

import os
import sys

REASON = "dash-reason: "


def main(library: str) -> None:
    """Load a model from standard input."""
    content = sys.stdin.buffer.read()
    if library == "xgboost":
        import numpy as np
        import xgboost

        booster = xgboost.Booster()
        booster.load_model(bytearray(content))
        booster.save_raw("ubj")
        row = np.full((1, booster.num_features()), np.nan)
        data = xgboost.DMatrix(row, feature_types=booster.feature_types, enable_categorical=True)
        booster.predict(data, validate_features=False)
        return
    import lightgbm
    import numpy as np

    booster = lightgbm.Booster(model_str=content.decode("utf-8"))
    booster.model_to_string()
    booster.predict(np.full((1, booster.num_feature()), np.nan), num_threads=1)


if __name__ == "__main__":
    # The folder of this file holds modules of ours, not those that are asked for here.
    sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(__file__)]
    # Both libraries do without these, and start in a fraction of the time.
    sys.modules.update(dict.fromkeys(("sklearn", "pandas", "matplotlib", "graphviz")))
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError):
        pass
    try:
        main(sys.argv[1])
    except Exception as error:
        print(REASON + " ".join(str(error).split()), file=sys.stderr)
        sys.exit(1)
