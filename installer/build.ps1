# Makes the setup on a Windows machine, with the same assembly as `make installer`:
#     powershell -ExecutionPolicy Bypass -File installer\build.ps1
#     powershell -ExecutionPolicy Bypass -File installer\build.ps1 --check
# Wanted: Python 3.11, NSIS 3, mingw-w64 (x86_64-w64-mingw32-gcc and windres in the PATH). Everything written on the
# command line goes to the assembly.
#
# NEVER RUN YET by those who wrote it: they have Linux and wine only. What differs from Linux and is therefore unproved:
# signatures of Python are verified by Windows (Get-AuthenticodeSignature) instead of osslsigncode, NSIS makes its 32-bit
# packer, mingw-w64 is another build of the compiler, so the launchers are not the same bytes. Signing with --sign needs
# osslsigncode and sh in the PATH.
$ErrorActionPreference = 'Stop'
Set-Location (Split-Path $PSScriptRoot)

$venv = 'build\windows\python\Scripts\python.exe'
if (-not (Test-Path $venv)) {
    if (Get-Command py -ErrorAction SilentlyContinue) { py -3.11 -m venv build\windows\python }
    if (-not (Test-Path $venv)) { python -m venv build\windows\python }
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
}
$nsis = Join-Path ${env:ProgramFiles(x86)} 'NSIS'
if (-not (Get-Command makensis -ErrorAction SilentlyContinue) -and (Test-Path $nsis)) { $env:PATH += ";$nsis" }

& $venv -m installer.assemble @args
exit $LASTEXITCODE
