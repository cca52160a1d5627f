# Makes the setup on a Windows machine, with the same assembly as `make installer`:
#     powershell -ExecutionPolicy Bypass -File installer\build.ps1
# Wanted in the PATH: Python 3.11 (py -3.11), NSIS with its amd64 target, mingw-w64's x86_64 gcc and windres.
# NEVER RUN YET: written and read on Linux only. Signatures of Python are verified by Windows here
# (Get-AuthenticodeSignature); signing with --sign needs osslsigncode and sh in the PATH.
param([string[]] $Options = @())
$ErrorActionPreference = 'Stop'
Set-Location (Split-Path $PSScriptRoot)
if (-not (Test-Path build\windows\python\Scripts\python.exe)) {
    py -3.11 -m venv build\windows\python
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
}
build\windows\python\Scripts\python.exe -m installer.assemble @Options
exit $LASTEXITCODE
