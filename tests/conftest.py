"""What all tests share: shapes are checked, one thread, the same examples in every run."""

import torch
from hypothesis import settings
from jaxtyping import install_import_hook

# A reader writes -5 where a float is meant, as the language allows.
CHECKER = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"

install_import_hook("conundrum", CHECKER)
torch.set_num_threads(1)
settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")
