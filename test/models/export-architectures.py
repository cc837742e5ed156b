#!/usr/bin/python3
"""Writes public architectures, with random weights, as ONNX files to exported/: what the tests count
work in. Needs Debian's python3-torchvision, which its own python3 finds."""
import os
import warnings

import torch
import torchvision

warnings.filterwarnings('ignore')
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'exported')
os.makedirs(folder, exist_ok=True)
for name in ['resnet50', 'mobilenet_v2', 'vit_b_16', 'efficientnet_b0', 'densenet121', 'swin_t',
             'shufflenet_v2_x1_0', 'convnext_tiny']:
    path = os.path.join(folder, name + '.onnx')
    if os.path.exists(path):
        continue
    torch.manual_seed(1)
    model = getattr(torchvision.models, name)(weights=None).eval()
    for layer in model.modules():  # a head of zeros would make all outputs 0
        if isinstance(layer, torch.nn.Linear) and not layer.weight.any():
            torch.nn.init.normal_(layer.weight, std=0.02)
    # The batch is open where a model's shapes are computed from it.
    batch = {'input': {0: 'batch'}} if name in ('vit_b_16', 'resnet50') else None
    torch.onnx.export(model, torch.zeros(1, 3, 224, 224), path + '.part', opset_version=16,
                      dynamic_axes=batch, input_names=['input'])
    os.rename(path + '.part', path)
